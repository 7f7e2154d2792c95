/**
 * reminders: what officers are told of their cases, in their inbox: what has come to them, and how near the end of their time
 * cases are, up to who leads and who supervises. Does not count time (cases) and gives no cards (supervision).
 */
export { remind } from './remind.ts'
