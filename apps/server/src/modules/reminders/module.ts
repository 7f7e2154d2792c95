import type { Services } from '../../platform/services.ts'
import { deliver, tidy } from './deliver.ts'
import { tellHandler } from './remind.ts'

export { routes } from './routes.ts'
export const name = 'reminders'
export const subscriptions = { 'case.transferred': tellHandler, 'case.returned': tellHandler }
export const jobs = {
  'reminders:deliver': (_payload: Record<string, unknown>, services: Services) => deliver(services),
  'reminders:tidy': (_payload: Record<string, unknown>, services: Services) => tidy(services),
}
export const schedules = [
  { cron: '* * * * *', job: 'reminders:deliver' },
  { cron: '41 18 * * *', job: 'reminders:tidy' },
]
