import { notifyOfAccount } from './notify-account.ts'
import { notifyOfBundle } from './notify-bundle.ts'
import { notifyOfFamily } from './notify-family.ts'
import { notifyOfMandate } from './notify-mandate.ts'
import { notifyOfStaffAccount } from './notify-staff.ts'
import { notifyApplicant } from './notify.ts'

export { routes } from './routes.ts'
export const name = 'notifications'
export const subscriptions = {
  'case.submitted': notifyApplicant,
  'case.accepted': notifyApplicant,
  'case.refused': notifyApplicant,
  'case.supplement-requested': notifyApplicant,
  'case.supplemented': notifyApplicant,
  'case.billed': notifyApplicant,
  'case.paid': notifyApplicant,
  'case.fee-waived': notifyApplicant,
  'case.granted': notifyApplicant,
  'case.denied': notifyApplicant,
  'case.withdrawn': notifyApplicant,
  'case.pre-returned': notifyApplicant,
  'case.deemed-accepted': notifyApplicant,
  'case.lapsed': notifyApplicant,
  'case.handed-in': notifyApplicant,
  'case.suspended': notifyApplicant,
  'case.resumed': notifyApplicant,
  'case.extended': notifyApplicant,
  'case.confirmed': notifyApplicant,
  'case.revoked': notifyApplicant,
  'case.delivered': notifyApplicant,
  'case.terminated': notifyApplicant,
  'bundle.child-dropped': notifyOfBundle,
  'bundle.child-stuck': notifyOfBundle,
  'citizen.signed-in': notifyOfAccount,
  'citizen.recovered': notifyOfAccount,
  'citizen.password-changed': notifyOfAccount,
  'citizen.phone-changed': notifyOfAccount,
  'citizen.passkey-added': notifyOfAccount,
  'citizen.passkey-removed': notifyOfAccount,
  'trusted.linked': notifyOfAccount,
  'trusted.unlinked': notifyOfAccount,
  'staff.password-reissued': notifyOfStaffAccount,
  'staff.totp-enrolled': notifyOfStaffAccount,
  'staff.passkey-added': notifyOfStaffAccount,
  'mandate.granted': notifyOfMandate,
  'mandate.confirmed': notifyOfMandate,
  'mandate.ended': notifyOfMandate,
  'mandate.signing-ended': notifyOfMandate,
  'family-mandate.granted': notifyOfFamily,
  'family-mandate.confirmed': notifyOfFamily,
  'family-mandate.ended': notifyOfFamily,
}
