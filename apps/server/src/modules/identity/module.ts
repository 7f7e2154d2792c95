import type { SealedColumn } from '../../platform/crypto/index.ts'
import type { Services } from '../../platform/services.ts'
import { sendSms } from '../../platform/sms.ts'
import { authenticateRegistrant } from './session.ts'
import { deleteOldSessions } from './session-store.ts'
import { deleteExpired } from './store.ts'

/** The history of sign-ins is kept for 180 days (six months, as logs are). */
const HISTORY_MS = 180 * 86_400_000

export { routes } from './routes.ts'
export const name = 'identity'
export const authenticate = authenticateRegistrant
export const jobs = {
  'send-sms': sendSms,
  'identity:sweep': async (_payload: Record<string, unknown>, { db, clock }: Services) => {
    const now = clock.now()
    await db.transaction().execute(async (tx) => {
      await deleteExpired(tx, now)
      await deleteOldSessions(tx, now, new Date(now.getTime() - HISTORY_MS))
    })
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
