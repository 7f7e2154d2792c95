import type { SealedColumn } from '../../platform/crypto/index.ts'
import type { Services } from '../../platform/services.ts'
import { eraseDue } from './deletion.ts'
import { prepareExport } from './export.ts'
import { emptyExpiredExports } from './store.ts'

export { routes } from './routes.ts'
export const name = 'personal'
export const jobs = {
  'personal:export': ({ citizenId, exportId }: Record<string, unknown>, services: Services) =>
    prepareExport(services, String(citizenId), String(exportId)),
  'personal:erase': (_payload: Record<string, unknown>, services: Services) => eraseDue(services),
  'personal:sweep': async (_payload: Record<string, unknown>, { db, clock }: Services) => {
    await db.transaction().execute((tx) => emptyExpiredExports(tx, clock.now().toISOString()))
  },
}
export const schedules = [
  { cron: '20 * * * *', job: 'personal:erase' },
  { cron: '25 * * * *', job: 'personal:sweep' },
]
export const sealed: SealedColumn[] = [
  { table: 'personal.export', column: 'content_sealed', key: 'id', purpose: 'personal' },
]
