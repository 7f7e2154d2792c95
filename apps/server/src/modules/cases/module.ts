import type { SealedColumn } from '../../platform/crypto/index.ts'
import type { App } from '../../platform/app.ts'
import type { Services } from '../../platform/services.ts'
import { closeAgencyRoutes } from './close-agency-routes.ts'
import { routes as caseRoutes } from './routes.ts'
import { migrationRoutes } from './migration-routes.ts'
import { recountClocks } from './alarms.ts'
import { tellMissedOpinions } from './opinions.ts'
import { runClocks } from './run-clocks.ts'
import { RUN_JOB, runMigrations } from './run-migrations.ts'
import { sweepUploads } from './sweep-uploads.ts'

export const name = 'cases'
export function routes(app: App) {
  caseRoutes(app)
  closeAgencyRoutes(app)
  migrationRoutes(app)
}
export const jobs = {
  'cases:sweep-uploads': (_payload: Record<string, unknown>, services: Services) => sweepUploads(services),
  'cases:run-clocks': async (_payload: Record<string, unknown>, services: Services) => {
    await recountClocks(services)
    await runClocks(services)
    await tellMissedOpinions(services)
  },
  [RUN_JOB]: (_payload: Record<string, unknown>, services: Services) => runMigrations(services),
}
export const schedules = [
  { cron: '27 * * * *', job: 'cases:sweep-uploads' },
  { cron: '* * * * *', job: 'cases:run-clocks' },
  // Goes on with what a killed worker left.
  { cron: '* * * * *', job: RUN_JOB },
]
export const sealed: SealedColumn[] = [
  { table: 'cases."case"', column: 'form', key: 'id', purpose: 'cases', json: true },
  { table: 'cases."case"', column: 'subject_sealed', key: 'id', purpose: 'cases' },
  { table: 'cases."case"', column: 'result_number_sealed', key: 'id', purpose: 'cases' },
  { table: 'cases.draft', column: 'form', key: 'citizen_id, id', purpose: 'cases', json: true },
  { table: 'cases.unmasking', column: 'reason_sealed', key: 'id', purpose: 'cases' },
]
