import { OrganisationUnknown, RegistryUnavailable } from '@zhengtong/contract/organisations'
import type { Actor, Citizen } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { systemActor } from '../../platform/jobs.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { readRegistry, type RegistryEntry } from './registry.ts'
import * as store from './store.ts'

const HOUR_MS = 3600_000
/** How old the registry's last word may be while it does not answer. */
const TRUST_HOURS = 24
/** Re-read by itself after this time. */
const REREAD_HOURS = 6
const A_RUN = 200

/**
 * Takes over what the registry says. When the representative has changed, or the organisation is no longer in business, his
 * own right and everything that was granted ends in the same transaction, so also in sessions that are open.
 */
export async function applyRegistryEntry(tx: Tx, actor: Actor, entry: RegistryEntry): Promise<store.OrganisationRow> {
  const before = await store.lockByCode(tx, entry.code)
  const at = actor.now.toISOString()
  const after = await store.saveRegistered(tx, before?.id ?? newId(), entry, at)
  const closed = after.status !== 'active'
  const changedHands = before !== undefined && before.representativeDigest !== after.representativeDigest
  if (!closed && !changedHands) return after

  const reason = closed ? 'organisation-closed' : 'representative-changed'
  const ended = await store.endAll(tx, after.id, { at, by: 'registry', reason })
  for (const mandateId of ended)
    await publish(tx, actor, 'mandate.ended', { organisationId: after.id, mandateId, reason })
  if (before && (changedHands || before.status !== after.status))
    await publish(tx, actor, 'organisation.changed', { organisationId: after.id })
  return after
}

/** Reads the registry and applies its answer. */
export async function rereadRegistry(services: Services, actor: Actor, code: string): Promise<store.OrganisationRow> {
  const entry = await readRegistry(services, code)
  return services.db.transaction().execute((tx) => applyRegistryEntry(tx, actor, entry))
}

/**
 * Before an act for an organisation: asks the registry whether things are still as they were. While it does not answer, its
 * last word counts for a day. What the answer ends is found ended by `holdMandate` in the act's own transaction.
 */
export async function recheckBeforeAct(services: Services, citizen: Citizen): Promise<void> {
  if (!citizen.onBehalfOf) return
  const organisation = await store.findOrganisation(services.db, citizen.onBehalfOf)
  if (!organisation) return
  await rereadRegistry(services, citizen, organisation.code).catch((error: unknown) => {
    const away = error instanceof Problem && error.kind === RegistryUnavailable
    const isFresh = citizen.now.getTime() - new Date(organisation.checkedAt).getTime() < TRUST_HOURS * HOUR_MS
    if (!away || !isFresh) throw error
  })
}

/** The job: re-reads what was read longest ago. One that the registry does not answer for is tried again at the next run. */
export async function rereadAll(services: Services): Promise<void> {
  const actor = systemActor(services, 'registry')
  const before = new Date(actor.now.getTime() - REREAD_HOURS * HOUR_MS).toISOString()
  for (const { code } of await store.listToRecheck(services.db, before, A_RUN)) {
    try {
      await rereadRegistry(services, actor, code)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      // The registry is away: the next run asks again. An organisation it forgot is for a person to look at.
      if (error.kind === OrganisationUnknown)
        services.log.warn({ code }, 'the registry no longer knows an organisation')
      else return
    }
  }
}
