import * as api from '@zhengtong/contract/phrases'
import { NotAllowed } from '@zhengtong/contract/problem'
import { staffOf, type StaffMember } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as store from './phrase-store.ts'
import { agencySpeaking } from './read-scope.ts'
import { shippedPhrases } from './shipped-phrases.ts'

/** 常用语: everybody keeps his own; those shared by an agency its head keeps, who approves on its behalf. */
export function phraseRoutes(app: App) {
  const config = { allow: 'staff' } as const
  app.route({ ...api.listPhrases, config, handler: ({ actor }) => phrasesFor(app.db, staffOf(actor)) })
  app.route({
    ...api.savePhrase,
    config,
    handler: ({ actor, params: { id }, body: { shelf, ...wish } }) =>
      change(app, staffOf(actor), shelf, id, (tx, owner, kept) => savePhrase(tx, owner, kept, { id, ...wish })),
  })
  app.route({
    ...api.deletePhrase,
    config,
    handler: ({ actor, params: { id }, query: { shelf } }) =>
      change(app, staffOf(actor), shelf, id, (tx, owner) => store.removePhrase(tx, owner, id)),
  })
  app.route({
    ...api.orderPhrases,
    config,
    handler: ({ actor, body: { shelf, ids } }) =>
      change(app, staffOf(actor), shelf, ids[0] ?? '', (tx, owner, kept) => placePhrases(tx, owner, kept, ids)),
  })
}

async function phrasesFor(db: Db, officer: StaffMember): Promise<api.Phrases> {
  const [own, agency, head] = await Promise.all([
    store.listPhrasesOf(db, { staffId: officer.id }),
    store.listPhrasesOf(db, { agencyCode: officer.agencyCode }),
    agencySpeaking(db, officer, 'approve'),
  ])
  return { own, agency, shipped: shippedPhrases, sharing: head !== null }
}

/** One change of one owner's phrases, in turn with all others of his; answers with all phrases as they are then. */
async function change(
  { db }: Services,
  officer: StaffMember,
  shelf: api.PhraseShelf,
  phraseId: string,
  work: (tx: Tx, owner: store.Owner, kept: api.Phrase[]) => Promise<boolean>,
): Promise<api.Phrases> {
  if (shelf === 'agency' && (await agencySpeaking(db, officer, 'approve')) === null)
    throw new Problem(NotAllowed, { detail: '本单位共用的常用语由负责人维护，您可以存成自己的' })
  const { id: staffId, agencyCode } = officer
  const owner = shelf === 'own' ? { staffId } : { agencyCode }
  await db.transaction().execute(async (tx) => {
    await store.lockPhrases(tx, owner)
    const isChanged = await work(tx, owner, await store.listPhrasesOf(tx, owner))
    // What colleagues will write to citizens is on record; an officer's own notes are not.
    if (isChanged && shelf === 'agency') await publish(tx, officer, 'agency-phrases.changed', { agencyCode, phraseId })
  })
  return phrasesFor(db, officer)
}

type Wish = Omit<api.Phrase, 'version'> & { version: number | null }

/** Saves a phrase over the version that was seen; the same again, after a lost answer, changes nothing. */
async function savePhrase(
  tx: Tx,
  owner: store.Owner,
  kept: api.Phrase[],
  { version, ...wish }: Wish,
): Promise<boolean> {
  const words = wish.words.trim()
  const found = kept.find(({ id }) => id === wish.id)
  if (found?.words === words && found.purpose === wish.purpose) return false
  if ((found?.version ?? null) !== version) throw new Problem(api.PhraseMoved)
  if (found) await store.updatePhrase(tx, owner, { ...wish, words, version: found.version + 1 })
  else if (kept.length === api.MOST_PHRASES) throw new Problem(api.TooManyPhrases)
  else if (!(await store.insertPhrase(tx, owner, kept.length + 1, { ...wish, words })))
    throw new Problem(api.PhraseMoved)
  return true
}

/** Whoever orders names each phrase: what came or went meanwhile he has not seen. */
async function placePhrases(tx: Tx, owner: store.Owner, kept: api.Phrase[], ids: string[]): Promise<boolean> {
  const known = new Set(kept.map(({ id }) => id))
  if (ids.length !== known.size || !ids.every((id) => known.has(id))) throw new Problem(api.PhraseMoved)
  await store.placePhrases(tx, owner, ids)
  return true
}
