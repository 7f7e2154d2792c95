import { legalDate } from '../../platform/clock.ts'
import type { SealedColumn } from '../../platform/crypto/index.ts'
import type { Services } from '../../platform/services.ts'
import type { App } from '../../platform/app.ts'
import { accountRoutes } from './account-routes.ts'
import { exchangeRoutes } from './exchange-routes.ts'
import { applyMoves } from './organisation-staff.ts'
import { organisationRoutes } from './organisation-routes.ts'
import { organisationStaffRoutes } from './organisation-staff-routes.ts'
import { routes as signInRoutes } from './routes.ts'
import { passkeyRoutes } from './passkey-routes.ts'
import { deletePasskeysOfLeavers } from './passkey-store.ts'
import { deleteExpiredSessions } from './store.ts'

/** The history of sign-ins is kept for 180 days (six months, as logs are). */
const HISTORY_MS = 180 * 86_400_000

export { authenticate } from './session.ts'
export function routes(app: App) {
  signInRoutes(app)
  accountRoutes(app)
  passkeyRoutes(app)
  organisationRoutes(app)
  organisationStaffRoutes(app)
  exchangeRoutes(app)
}
export const name = 'access'
export const jobs = {
  'access:sweep': async (_payload: Record<string, unknown>, { db, clock }: Services) => {
    const now = clock.now()
    const oldest = new Date(now.getTime() - HISTORY_MS)
    await db.transaction().execute(async (tx) => {
      await deleteExpiredSessions(tx, now, oldest)
      await deletePasskeysOfLeavers(tx, legalDate(now))
    })
  },
  'access:apply-moves': async (_payload: Record<string, unknown>, services: Services) => applyMoves(services),
}
export const schedules = [
  { cron: '47 * * * *', job: 'access:sweep' },
  { cron: '1 * * * *', job: 'access:apply-moves' },
]
export const sealed: SealedColumn[] = [
  { table: 'access.staff', column: 'totp_sealed', key: 'id', purpose: 'access' },
  { table: 'access.staff', column: 'phone_sealed', key: 'id', purpose: 'access' },
  { table: 'access.password_reissue', column: 'half_sealed', key: 'id', purpose: 'access' },
]
