/**
 * appointments: times that people book at the windows of a hall, and the queue numbers they get there. Knows items and halls
 * as a reader; whether somebody may apply is decided elsewhere.
 */
export { endBookingsOf } from './end-bookings.ts'
export { plantServices, type PlantedService } from './settings-store.ts'
