import type { Services } from '../../platform/services.ts'
import { rereadAll } from './registry-changes.ts'

export { routes } from './routes.ts'
export { authenticate } from './session.ts'
export const name = 'organisations'
export const jobs = {
  'organisations:reread': (_payload: Record<string, unknown>, services: Services) => rereadAll(services),
}
export const schedules = [{ cron: '*/10 * * * *', job: 'organisations:reread' }]
