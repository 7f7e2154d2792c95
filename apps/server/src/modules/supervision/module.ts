/**
 * supervision: yellow and red cards, raised by the clocks of cases and by what happens to them; urging, answers and appeals.
 * Sees all in its scope and never decides a case.
 */
import type { Services } from '../../platform/services.ts'
import { raiseCards, raiseFor } from './raise.ts'

export { routes } from './routes.ts'
export const name = 'supervision'
export const subscriptions = { 'case.deemed-accepted': raiseFor, 'case.supplement-requested': raiseFor }
export const jobs = {
  'supervision:raise-cards': async (_payload: Record<string, unknown>, services: Services) => {
    await raiseCards(services)
  },
}
export const schedules = [{ cron: '* * * * *', job: 'supervision:raise-cards' }]
