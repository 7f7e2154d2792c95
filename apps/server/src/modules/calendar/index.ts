/**
 * calendar: which days are working days, by the State Council's yearly notices. Does not count limits: the rules for that
 * are pure and live in packages/domain.
 */
export { currentCalendar } from './current.ts'
export { importHolidays, readDay, saveDays } from './import.ts'
