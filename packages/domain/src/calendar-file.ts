/** One entry of somebody's calendar. */
export interface CalendarEntry {
  /** Stays the same when the entry is changed, so that a calendar replaces it. */
  uid: string
  start: Date
  end: Date
  title: string
  place: string
  text: string
  /** When this file was made. */
  stamp: Date
}

/**
 * A calendar file (iCalendar, RFC 5545) with one entry and two reminders, as our own: the day before and two hours before.
 * Lines end with CRLF, are folded at 75 octets, and separators in texts are escaped.
 */
export function calendarFile({ uid, start, end, title, place, text, stamp }: CalendarEntry): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Zhengtong//Appointments//ZH',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${utc(stamp)}`,
    `DTSTART:${utc(start)}`,
    `DTEND:${utc(end)}`,
    `SUMMARY:${escape(title)}`,
    `LOCATION:${escape(place)}`,
    `DESCRIPTION:${escape(text)}`,
    ...['-P1D', '-PT2H'].flatMap((before) => [
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      `TRIGGER:${before}`,
      `DESCRIPTION:${escape(title)}`,
      'END:VALARM',
    ]),
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${fold(line)}\r\n`).join('')
}

const utc = (instant: Date) => `${instant.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`

const escape = (text: string) => text.replaceAll(/[\\;,]/g, String.raw`\$&`).replaceAll(/\r?\n/g, String.raw`\n`)

const OCTETS = 75

/** Continues a long line on the next, after a blank; a character is never split. */
function fold(line: string): string {
  const encoder = new TextEncoder()
  let [folded, length] = ['', 0]
  for (const character of line) {
    const octets = encoder.encode(character).length
    if (length + octets > OCTETS) [folded, length] = [`${folded}\r\n `, 1]
    folded += character
    length += octets
  }
  return folded
}
