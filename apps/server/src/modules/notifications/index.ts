/**
 * notifications: what people were told, in-app and by SMS. Reacts to events; decides nothing.
 */
export { deleteNoticesOf, listNotices, tellPerson } from './store.ts'
