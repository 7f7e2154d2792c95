import type { Tx } from '../../platform/db.ts'
import { publish, type Event } from '../../platform/events.ts'
import { systemActor } from '../../platform/jobs.ts'
import type { Services } from '../../platform/services.ts'
import { findCitizen } from '../identity/index.ts'
import * as store from './store.ts'

/** Who registered, or came back, by his credential signs in with it from then on. */
export async function linkRegistered(tx: Tx, { subject, at }: Event, services: Services): Promise<void> {
  const { citizenId = '', registrationId } = subject
  const attempt = registrationId ? await store.findByRegistration(tx, registrationId) : undefined
  if (!attempt?.pidDigest || !(await findCitizen(tx, citizenId))?.idNumberSealed) return
  if (!(await store.insertLink(tx, attempt.pidDigest, citizenId, new Date(at)))) return
  await store.insertProof(tx, { citizenId, id: attempt.id, mode: 'credential', at })
  await publish(tx, systemActor(services, 'trusted'), 'trusted.linked', { citizenId })
}
