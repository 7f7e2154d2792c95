import type { Services } from '../../platform/services.ts'
import { attachMonths } from '../../platform/partitions.ts'

export { routes } from './routes.ts'
export const name = 'operations'
export const jobs = {
  'operations:attach-months': async (_payload: Record<string, unknown>, { pool, clock }: Services) => {
    const client = await pool.connect()
    try {
      await attachMonths(client, clock.now())
    } finally {
      client.release()
    }
  },
}
export const schedules = [{ cron: '5 1 * * *', job: 'operations:attach-months' }]
