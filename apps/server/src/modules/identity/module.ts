import type { SealedColumn } from '../../platform/crypto/index.ts'
import type { Services } from '../../platform/services.ts'
import { sendSms } from '../../platform/sms.ts'
import { authenticateRegistrant } from './session.ts'
import { deleteExpired } from './store.ts'

export { routes } from './routes.ts'
export const name = 'identity'
export const authenticate = authenticateRegistrant
export const jobs = {
  'send-sms': sendSms,
  'identity:sweep': async (_payload: Record<string, unknown>, { db, clock }: Services) => {
    await db.transaction().execute((tx) => deleteExpired(tx, clock.now()))
  },
}
export const schedules = [{ cron: '17 * * * *', job: 'identity:sweep' }]
export const sealed: SealedColumn[] = [
  { table: 'identity.citizen', column: 'id_number_sealed', key: 'id', purpose: 'identity' },
  { table: 'identity.citizen', column: 'phone_sealed', key: 'id', purpose: 'identity' },
  { table: 'identity.registration', column: 'name_sealed', key: 'id', purpose: 'identity' },
  { table: 'identity.registration', column: 'id_number_sealed', key: 'id', purpose: 'identity' },
  { table: 'identity.registration_factor', column: 'value_sealed', key: 'registration_id, kind', purpose: 'identity' },
]
