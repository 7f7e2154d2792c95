import type { SealedColumn } from '../../platform/crypto/index.ts'
import { notifyOfMandate } from './notify.ts'

export { routes } from './routes.ts'
export const name = 'family'
export const subscriptions = {
  'family-mandate.granted': notifyOfMandate,
  'family-mandate.confirmed': notifyOfMandate,
  'family-mandate.ended': notifyOfMandate,
}
export const sealed: SealedColumn[] = [
  { table: 'family.ward', column: 'id_number_sealed', key: 'id', purpose: 'family' },
]
