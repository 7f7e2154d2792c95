/**
 * trusted: proof of identity at the national authority (CTID, 网证) and by face, and signing in with it. No module calls it:
 * a higher level shows in the account that `identity` keeps.
 */
import type { Tx } from '../../platform/db.ts'
import type { Event } from '../../platform/events.ts'
import type { Services } from '../../platform/services.ts'
import { linkRegistered } from './link-registered.ts'
import * as store from './store.ts'

export { routes } from './routes.ts'
export const name = 'trusted'
export const subscriptions = {
  'citizen.registered': linkRegistered,
  'citizen.recovered': linkRegistered,
  'citizen.erased': (tx: Tx, { subject }: Event) => store.eraseCitizen(tx, subject['citizenId'] ?? ''),
}
export const jobs = {
  'trusted:sweep': async (_payload: Record<string, unknown>, { db, clock }: Services) => {
    await db.transaction().execute((tx) => store.deleteOld(tx, clock.now()))
  },
}
export const schedules = [{ cron: '37 * * * *', job: 'trusted:sweep' }]
