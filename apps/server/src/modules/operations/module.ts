import type { SealedColumn } from '../../platform/crypto/index.ts'
import type { Services } from '../../platform/services.ts'
import { attachMonths } from '../../platform/partitions.ts'
import { sweep } from './store.ts'

export { routes } from './routes.ts'
export const name = 'operations'
export const jobs = {
  'operations:sweep': async (_payload: Record<string, unknown>, { db, clock }: Services) => {
    await db.transaction().execute((tx) => sweep(tx, clock.now()))
  },
  'operations:attach-months': async (_payload: Record<string, unknown>, { owner, clock }: Services) => {
    const client = await owner.pool.connect()
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
export const sealed: SealedColumn[] = [
  { table: 'platform.sms', column: 'phone_sealed', key: 'id', purpose: 'messages' },
  { table: 'platform.sms', column: 'params_sealed', key: 'id', purpose: 'messages' },
]
