/**
 * live: tells officers at work that cases in their scope have changed. Owns no tables: what happened is read from the
 * events, what may be told is decided by the scope each time anew. Sends ids, never contents.
 */
export { routes } from './routes.ts'
export const name = 'live'
