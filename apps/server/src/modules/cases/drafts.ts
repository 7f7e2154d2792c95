import { OtherIdentity } from '@zhengtong/contract/case-problems'
import type { CaseSubmission } from '@zhengtong/contract/cases'
import { DraftNotFound, TooManyDrafts, type Draft } from '@zhengtong/contract/drafts'
import { ItemNotFound } from '@zhengtong/contract/catalogue'
import { draftChanges, type DraftChange } from '@zhengtong/domain/draft-changes'
import { maskName } from '@zhengtong/domain/masking'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Crypto } from '../../platform/crypto/index.ts'
import type { Db } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as catalogue from '../catalogue/index.ts'
import * as family from '../family/index.ts'
import * as files from '../files/index.ts'
import * as identity from '../identity/index.ts'
import * as store from './draft-store.ts'
import { openAnswers, sealAnswers } from './form-privacy.ts'
import { relativeOf } from './kinship.ts'
import { checkSubject } from './subject.ts'

const MAX_DRAFTS = 50

/** Saves what has been filled in so far, unchecked: a draft may be incomplete and wrong. */
export async function saveDraft(
  services: Services,
  citizen: Citizen,
  id: string,
  { onBehalfOf, forRelative, ...application }: Omit<CaseSubmission, 'id'>,
): Promise<Draft> {
  const { db, crypto } = services
  const item = await catalogue.itemInForce(db, application.itemCode, citizen.now)
  if (!item) throw new Problem(ItemNotFound)
  const subject = {
    itemCode: application.itemCode,
    forRelative: forRelative ?? null,
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
  }
  checkSubject(citizen, subject, item.guide)
  const relative = await relativeOf(services, citizen, subject)
  const row: store.DraftRow = {
    citizenId: (citizen.onBehalfOf && (await store.beginnerOf(db, citizen.onBehalfOf, id))) || citizen.id,
    id,
    subjectOrganisationId: citizen.onBehalfOf ?? null,
    mandateId: citizen.mandateId ?? null,
    kinshipId: relative?.kinship.id ?? null,
    kinshipKind: relative?.kinship.kind ?? null,
    relativeMasked: relative ? maskName(relative.name) : null,
    ...application,
    owed: application.owed ?? [],
    form: sealAnswers(crypto, application.form),
    itemName: item.guide.taskName,
    savedAt: citizen.now.toISOString(),
  }
  const saved = await db.transaction().execute((tx) => store.saveDraft(tx, citizen, row, MAX_DRAFTS))
  if (!saved) {
    if (relative) await family.requireKinship(db, citizen, relative.kinship, application.itemCode)
    throw new Problem((await isForAnother(db, row)) ? OtherIdentity : TooManyDrafts)
  }
  return shown(crypto, row, item.version, await begunBy(db, citizen, [row]))
}

export async function listDrafts({ db, crypto }: Services, citizen: Citizen): Promise<Draft[]> {
  const rows = await store.listDrafts(db, citizen, MAX_DRAFTS)
  const names = await begunBy(db, citizen, rows)
  return Promise.all(
    rows.map(async (row) =>
      shown(crypto, row, (await catalogue.itemInForce(db, row.itemCode, citizen.now))?.version, names),
    ),
  )
}

/** A draft with the files it names, and what became of its guide since it was saved. */
export async function findDraft(services: Services, citizen: Citizen, id: string) {
  const { db, crypto } = services
  const row = await store.findDraft(db, citizen, id)
  if (!row) throw new Problem(DraftNotFound)
  const item = await catalogue.itemInForce(db, row.itemCode, citizen.now)
  const wanted = row.materials.flatMap(({ fileIds }) => fileIds)
  return {
    ...shown(crypto, row, item?.version, await begunBy(db, citizen, [row])),
    files: await files.findOwnFiles(db, citizen, wanted),
    changes: item ? await changesFor(services, citizen, row, item) : [],
  }
}

/** That the item has ended or rests; else field by field, what the guide in force asks of him that his own did not. */
async function changesFor(
  { db, crypto, config }: Services,
  { now }: Citizen,
  { itemVersion, itemCode, form, materials }: store.DraftRow,
  item: catalogue.Item,
): Promise<DraftChange[]> {
  const closed = item.state === 'in-force' ? null : await catalogue.closedBecause(db, item, now)
  if (closed !== null) return [{ kind: 'gone', path: '', message: closed }]
  const old = itemVersion === item.version ? undefined : await catalogue.itemVersion(db, itemCode, itemVersion)
  if (!old) return []
  const given = { answers: openAnswers(crypto, form), materialIds: materials.map(({ materialId }) => materialId) }
  return draftChanges(old.guide, item.guide, given, { today: legalDate(now), allowDemo: config.demo })
}

async function isForAnother(db: Db, row: store.DraftRow): Promise<boolean> {
  const existing = await store.draftSubject(db, row.citizenId, row.id)
  return existing !== undefined && !store.sameSubject(existing, row)
}

/** The masked names of colleagues who began drafts of the organisation. */
async function begunBy(db: Db, citizen: Citizen, rows: Pick<store.DraftRow, 'citizenId'>[]) {
  const others = new Set(rows.map(({ citizenId }) => citizenId).filter((id) => id !== citizen.id))
  const people = await identity.listCitizens(db, [...others])
  return new Map(people.map(({ id, name }) => [id, maskName(name)]))
}

function shown(
  crypto: Crypto,
  {
    citizenId,
    id,
    itemCode,
    itemVersion,
    itemName,
    form,
    materials,
    owed,
    savedAt,
    subjectOrganisationId,
    kinshipId,
    relativeMasked,
  }: store.DraftRow,
  inForce: number | undefined,
  names: ReadonlyMap<string, string>,
): Draft {
  return {
    id,
    onBehalfOf: subjectOrganisationId,
    begunBy: names.get(citizenId) ?? null,
    forRelative: kinshipId,
    relativeName: relativeMasked,
    itemCode,
    itemVersion,
    itemName,
    form: openAnswers(crypto, form) as Draft['form'],
    materials,
    owed,
    savedAt,
    outdated: inForce !== itemVersion,
  }
}
