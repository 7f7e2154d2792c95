import { notifyOfMandate } from './notify.ts'

export { routes } from './routes.ts'
export const name = 'family'
export const subscriptions = {
  'family-mandate.granted': notifyOfMandate,
  'family-mandate.confirmed': notifyOfMandate,
  'family-mandate.ended': notifyOfMandate,
}
