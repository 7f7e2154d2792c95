import type { SealedColumn } from '../../platform/crypto/index.ts'
import type { Services } from '../../platform/services.ts'
import { deleteExpiredSessions } from './store.ts'

export { routes } from './routes.ts'
export { authenticate } from './session.ts'
export const name = 'access'
export const jobs = {
  'access:sweep': async (_payload: Record<string, unknown>, { db, clock }: Services) => {
    await db.transaction().execute((tx) => deleteExpiredSessions(tx, clock.now()))
  },
}
export const schedules = [{ cron: '47 * * * *', job: 'access:sweep' }]
export const sealed: SealedColumn[] = [{ table: 'access.staff', column: 'totp_sealed', key: 'id', purpose: 'access' }]
