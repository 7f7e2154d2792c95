import type { SealedColumn } from '../../platform/crypto/index.ts'
import type { Services } from '../../platform/services.ts'
import { archiveMonths } from './archive.ts'
import { signDays } from './checkpoint.ts'
import { sealEvents } from './seal.ts'

export { routes } from './routes.ts'
export const name = 'audit'
export const jobs = {
  'audit:seal': async (_payload: Record<string, unknown>, { db }: Services) => {
    await sealEvents(db)
  },
  'audit:sign': async (_payload: Record<string, unknown>, services: Services) => {
    await signDays(services, services.clock.now())
  },
  'audit:archive': async (_payload: Record<string, unknown>, services: Services) => {
    await archiveMonths(services)
  },
}
// Days end at midnight in Shanghai, which is 16:00 UTC.
export const schedules = [
  { cron: '* * * * *', job: 'audit:seal' },
  { cron: '20 16 * * *', job: 'audit:sign' },
  { cron: '10 18 * * *', job: 'audit:archive' },
]
export const sealed: SealedColumn[] = [
  { table: 'audit.signing_key', column: 'private_sealed', key: 'id', purpose: 'audit' },
]
