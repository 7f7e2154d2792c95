import type { Services } from '../../platform/services.ts'
import { deleteRefusals } from './store.ts'

export { routes } from './routes.ts'
export const name = 'files'

/** Refusals are kept for 180 days (six months, as logs are). */
const KEPT_MS = 180 * 86_400_000
export const jobs = {
  'files:sweep-refusals': async (_payload: Record<string, unknown>, { db, clock }: Services) => {
    const oldest = new Date(clock.now().getTime() - KEPT_MS)
    await db.transaction().execute((tx) => deleteRefusals(tx, oldest))
  },
}
export const schedules = [{ cron: '23 18 * * *', job: 'files:sweep-refusals' }]
