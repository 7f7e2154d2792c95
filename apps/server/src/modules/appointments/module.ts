import { notifyOfBooking } from './notify.ts'

export { routes } from './routes.ts'
export const name = 'appointments'
export const subscriptions = { 'appointment.called-off': notifyOfBooking }
