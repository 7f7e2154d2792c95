import type { Services } from '../../platform/services.ts'
import { closeHall, planClosing } from './close-hall.ts'
import { notifyOfBooking } from './notify.ts'
import { planReminders, remind } from './remind.ts'

export { routes } from './routes.ts'
export const name = 'appointments'
export const subscriptions = {
  'appointment.booked': planReminders,
  'appointment.moved': planReminders,
  'appointment.called-off': notifyOfBooking,
  'hall.changed': planClosing,
}
export const jobs = {
  'appointments:close-hall': (payload: Record<string, unknown>, services: Services) =>
    closeHall(services, String(payload['hallId'])),
  'appointments:remind': (payload: Record<string, unknown>, services: Services) => remind(services, payload),
}
