import { notifyOfMandate } from './notify-mandate.ts'
import { notifyApplicant } from './notify.ts'

export { routes } from './routes.ts'
export const name = 'notifications'
export const subscriptions = {
  'case.submitted': notifyApplicant,
  'case.accepted': notifyApplicant,
  'case.refused': notifyApplicant,
  'case.supplement-requested': notifyApplicant,
  'case.supplemented': notifyApplicant,
  'case.granted': notifyApplicant,
  'case.denied': notifyApplicant,
  'case.withdrawn': notifyApplicant,
  'mandate.granted': notifyOfMandate,
  'mandate.confirmed': notifyOfMandate,
  'mandate.ended': notifyOfMandate,
}
