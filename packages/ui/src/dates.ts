const shanghai = { timeZone: 'Asia/Shanghai' } as const
const instantFormat = new Intl.DateTimeFormat('zh-CN', {
  ...shanghai,
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})
const dayFormat = new Intl.DateTimeFormat('en-CA', { ...shanghai, year: 'numeric', month: '2-digit', day: '2-digit' })
const clockFormat = new Intl.DateTimeFormat('zh-CN', { ...shanghai, hour: '2-digit', minute: '2-digit', hour12: false })
const weekdays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']

/** Legal day in Asia/Shanghai of an instant, `2026-11-23`. */
export const legalDay = (instant: Date) => dayFormat.format(instant)

/** An ISO instant as `11月23日 09:30`, Shanghai time; the year is named when it is not the current one. */
export function instantInWords(iso: string) {
  const instant = new Date(iso)
  const parts = Object.fromEntries(instantFormat.formatToParts(instant).map(({ type, value }) => [type, value]))
  const year = legalDay(instant).slice(0, 4)
  const named = year === legalDay(new Date()).slice(0, 4) ? '' : `${year}年`
  return `${named}${parts.month}月${parts.day}日 ${parts.hour}:${parts.minute}`
}

/** Time of day of an instant, `09:30`, Shanghai time. */
export const timeOfDay = (instant: Date) => clockFormat.format(instant)

/** A legal date in full, `2026年11月30日`: for dates people typed. */
export function dateInFull(date: string) {
  const [year, month, day] = date.split('-')
  return `${year}年${Number(month)}月${Number(day)}日`
}

/** A legal date `2026-11-30` as `11月30日 周一`; the year is named when it is not the current one. */
export function dayInWords(date: string) {
  const [year = '', month = '', day = ''] = date.split('-')
  const weekday = weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? ''
  const named = year === legalDay(new Date()).slice(0, 4) ? '' : `${year}年`
  return `${named}${Number(month)}月${Number(day)}日 ${weekday}`
}
