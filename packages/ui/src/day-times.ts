/** A minute of the day as `9:30`. */
export const clock = (minute: number) => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`

/** A stretch of a day as `9:00—9:30`. */
export const timeOf = ({ minute, untilMinute }: { minute: number; untilMinute: number }) =>
  `${clock(minute)}—${clock(untilMinute)}`
