import type { Services } from '../../platform/services.ts'
import { attachMonths } from '../../platform/partitions.ts'
import { sweep } from './store.ts'

export { routes } from './routes.ts'
export const name = 'operations'
export const jobs = {
  'operations:sweep': async (_payload: Record<string, unknown>, { db, clock }: Services) => {
    await db.transaction().execute((tx) => sweep(tx, clock.now()))
  },
  'operations:attach-months': async (_payload: Record<string, unknown>, { pool, clock }: Services) => {
    const client = await pool.connect()
    try {
      await attachMonths(client, clock.now())
    } finally {
      client.release()
    }
  },
}
export const schedules = [
  { cron: '5 1 * * *', job: 'operations:attach-months' },
  { cron: '35 1 * * *', job: 'operations:sweep' },
]
