import { ConsentOutdated, NotWithdrawable, type Consent, type ConsentKind } from '@zhengtong/contract/personal'
import { NotFound } from '@zhengtong/contract/problem'
import type { Citizen } from '../../platform/actor.ts'
import type { Db } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { legalText } from '../../platform/legal-text.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as files from '../files/index.ts'
import * as identity from '../identity/index.ts'
import * as store from './store.ts'
import { emptyVault } from './empty-vault.ts'

/** Consents that people may give and take back without losing the service (个人信息保护法 arts. 15-16). */
const extras = ['materials-vault', 'face-check'] as const satisfies ConsentKind[]
type Extra = (typeof extras)[number]
const isExtra = (kind: ConsentKind): kind is Extra => extras.some((extra) => extra === kind)
const textOf = (kind: Extra) => legalText(`consents/${kind}.md`)

/** All texts in force, and what this person said to them. */
export async function listConsents(db: Db, citizen: Citizen): Promise<Consent[]> {
  const [agreement, signed, acts] = await Promise.all([
    identity.currentAgreement(),
    identity.listConsents(db, citizen.id),
    store.latestConsentActs(db, citizen.id),
  ])
  const signedOf = (kind: ConsentKind, text: { title: string; version: string; text: string }): Consent => {
    const basic = signed.find((each) => each.kind === kind)
    return {
      kind,
      ...wordsOf(text),
      isExtra: false,
      state: basic ? (basic.version === text.version ? 'given' : 'outdated') : 'never',
      givenVersion: basic?.version ?? null,
      at: basic?.givenAt ?? null,
    }
  }
  // Only who registered by 网证 was asked for it; the account rests on what he agreed to then.
  const handover = signedOf('identity-data', await legalText('consents/identity-data.md'))
  const more = await Promise.all(
    extras.map(async (kind): Promise<Consent> => {
      const text = await textOf(kind)
      const act = acts.find((each) => each.kind === kind)
      return {
        kind,
        ...wordsOf(text),
        isExtra: true,
        state: stateOf(act, text.version),
        givenVersion: act?.version ?? null,
        at: act?.at ?? null,
      }
    }),
  )
  return [signedOf('service-agreement', agreement), ...(handover.at ? [handover] : []), ...more]
}

const wordsOf = ({ title, version, text }: { title: string; version: string; text: string }) => ({
  title,
  version,
  text,
})

/** A consent to an older text does not count for the new one. */
function stateOf(
  act: { action: 'given' | 'withdrawn'; version: string } | undefined,
  version: string,
): Consent['state'] {
  if (!act) return 'never'
  if (act.action === 'withdrawn') return 'withdrawn'
  return act.version === version ? 'given' : 'outdated'
}

export async function hasConsent(db: Db, citizen: Citizen, kind: Extra): Promise<boolean> {
  return (await find(db, citizen, kind)).state === 'given'
}

/** Records that the person agrees to the text he has seen; to agree again changes nothing. */
export async function giveConsent(
  { db }: Services,
  citizen: Citizen,
  kind: ConsentKind,
  version: string,
): Promise<Consent> {
  const now = await find(db, citizen, kind)
  if (now.version !== version) throw new Problem(ConsentOutdated)
  if (now.state === 'given' || !isExtra(kind)) return now
  await record(db, citizen, kind, 'given')
  return find(db, citizen, kind)
}

/** Takes an extra consent back, and with it what it was for; the service itself goes on. */
export async function withdrawConsent(services: Services, citizen: Citizen, kind: ConsentKind): Promise<Consent> {
  const { db, config } = services
  if (!isExtra(kind)) throw new Problem(NotWithdrawable)
  const now = await find(db, citizen, kind)
  if (now.state === 'given' || now.state === 'outdated') {
    await record(db, citizen, kind, 'withdrawn')
    if (kind === 'materials-vault')
      await files.removeContent(config, await db.transaction().execute((tx) => emptyVault(tx, citizen)))
  }
  return find(db, citizen, kind)
}

async function record(db: Db, citizen: Citizen, kind: Extra, action: 'given' | 'withdrawn'): Promise<void> {
  const { version, digest } = await textOf(kind)
  await db.transaction().execute(async (tx) => {
    await store.insertConsentAct(tx, {
      citizenId: citizen.id,
      id: newId(),
      kind,
      action,
      version,
      textDigest: digest,
      at: citizen.now.toISOString(),
    })
    await publish(tx, citizen, `consent.${action}`, { citizenId: citizen.id, kind })
  })
}

async function find(db: Db, citizen: Citizen, kind: ConsentKind): Promise<Consent> {
  const found = (await listConsents(db, citizen)).find((each) => each.kind === kind)
  if (!found) throw new Problem(NotFound)
  return found
}
