import type { Services } from '../../platform/services.ts'
import { closeHall, planClosing } from './close-hall.ts'
import { endOffer } from './leave-waiting.ts'
import { closePastTimes } from './missed.ts'
import { tellOfCallOff, tellOfMiss, tellOfOffer, tellOfWaitEnd } from './notify.ts'
import { planReminders, remind } from './remind.ts'

export { routes } from './routes.ts'
export const name = 'appointments'
export const subscriptions = {
  'appointment.booked': planReminders,
  'appointment.moved': planReminders,
  'appointment.called-off': tellOfCallOff,
  'appointment.missed': tellOfMiss,
  'appointment.offered': tellOfOffer,
  'appointment.wait-ended': tellOfWaitEnd,
  'hall.changed': planClosing,
}
export const jobs = {
  'appointments:close-hall': (payload: Record<string, unknown>, services: Services) =>
    closeHall(services, String(payload['hallId'])),
  'appointments:offer-ends': ({ serviceId, waitingId }: Record<string, unknown>, services: Services) =>
    endOffer(services, String(serviceId), String(waitingId)),
  'appointments:past-times': (_payload: Record<string, unknown>, services: Services) => closePastTimes(services),
  'appointments:remind': (payload: Record<string, unknown>, services: Services) => remind(services, payload),
}
export const schedules = [{ cron: '*/5 * * * *', job: 'appointments:past-times' }]
