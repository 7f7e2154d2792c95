/**
 * supervision: yellow and red cards, raised by the clocks of cases and by what happens to them; urging, answers and appeals.
 * Sees all in its scope and never decides a case.
 */
import type { Services } from '../../platform/services.ts'
import { eventRules } from './event-rules.ts'
import { raiseCards, raiseFor } from './raise.ts'

export { routes } from './routes.ts'
export const name = 'supervision'
export const subscriptions = Object.fromEntries(eventRules.flatMap(({ on }) => on.map((type) => [type, raiseFor])))
export const jobs = {
  'supervision:raise-cards': async (_payload: Record<string, unknown>, services: Services) => {
    await raiseCards(services)
  },
}
export const schedules = [{ cron: '* * * * *', job: 'supervision:raise-cards' }]
