/**
 * notifications: what people were told, in-app and by SMS. Reacts to events; decides nothing.
 */
export { deleteNoticesOf, insertNotice, listNotices } from './store.ts'
