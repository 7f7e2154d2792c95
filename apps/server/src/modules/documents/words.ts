/** A legal date as documents write it: 2026年11月30日. */
export function dateInWords(date: string): string {
  const [year, month, day] = date.split('-')
  return `${year}年${Number(month)}月${Number(day)}日`
}
