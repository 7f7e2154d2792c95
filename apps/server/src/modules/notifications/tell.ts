import type { Tx } from '../../platform/db.ts'
import type { Event } from '../../platform/events.ts'
import * as identity from '../identity/index.ts'
import * as store from './store.ts'

/** To whom (nobody without an account), the title, and the text. */
export type Told = [citizenId: string | undefined, title: string, text: string]

/** Tells people what an event means to them; once an event and person. */
export async function tellAll(tx: Tx, event: Event, told: readonly Told[]): Promise<void> {
  for (const [citizenId, title, text] of told)
    if (citizenId) await store.tellPerson(tx, citizenId, { eventId: event.id, title, text, at: event.at })
}

/** Whoever was named by phone or identity number, if he has an account. */
export async function invited(tx: Tx, digest: string): Promise<string | undefined> {
  const found = (await identity.citizenIdByPhone(tx, digest)) ?? (await identity.citizenIdByIdNumber(tx, digest))
  return found?.citizenId
}
