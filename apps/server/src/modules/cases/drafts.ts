import { DraftNotFound, OtherIdentity, TooManyDrafts, type CaseSubmission, type Draft } from '@zhengtong/contract/cases'
import { ItemNotFound } from '@zhengtong/contract/catalogue'
import type { Citizen } from '../../platform/actor.ts'
import type { Crypto } from '../../platform/crypto/index.ts'
import type { Db } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as catalogue from '../catalogue/index.ts'
import * as files from '../files/index.ts'
import * as store from './draft-store.ts'
import { openAnswers, sealAnswers } from './form-privacy.ts'
import { checkSubject } from './subject.ts'

const MAX_DRAFTS = 50

/** Saves what has been filled in so far, unchecked: a draft may be incomplete and wrong. */
export async function saveDraft(
  { db, crypto }: Services,
  citizen: Citizen,
  id: string,
  { onBehalfOf, ...application }: Omit<CaseSubmission, 'id'>,
): Promise<Draft> {
  const item = await catalogue.itemInForce(db, application.itemCode, citizen.now)
  if (!item) throw new Problem(ItemNotFound)
  checkSubject(citizen, { ...application, ...(onBehalfOf === undefined ? {} : { onBehalfOf }) }, item.guide)
  const row: store.DraftRow = {
    citizenId: citizen.id,
    id,
    subjectOrganisationId: citizen.onBehalfOf ?? null,
    mandateId: citizen.mandateId ?? null,
    ...application,
    owed: application.owed ?? [],
    form: sealAnswers(crypto, application.form),
    itemName: item.guide.taskName,
    savedAt: citizen.now.toISOString(),
  }
  const saved = await db.transaction().execute((tx) => store.saveDraft(tx, row, MAX_DRAFTS))
  if (!saved) throw new Problem((await isForAnother(db, citizen, id)) ? OtherIdentity : TooManyDrafts)
  return shown(crypto, row, item.version)
}

export async function listDrafts({ db, crypto }: Services, citizen: Citizen): Promise<Draft[]> {
  const rows = await store.listDrafts(db, citizen, MAX_DRAFTS)
  return Promise.all(
    rows.map(async (row) => shown(crypto, row, (await catalogue.itemInForce(db, row.itemCode, citizen.now))?.version)),
  )
}

/** A draft with the files it names. */
export async function findDraft({ db, crypto }: Services, citizen: Citizen, id: string) {
  const row = await store.findDraft(db, citizen, id)
  if (!row) throw new Problem(DraftNotFound)
  const item = await catalogue.itemInForce(db, row.itemCode, citizen.now)
  const wanted = row.materials.flatMap(({ fileIds }) => fileIds)
  return { ...shown(crypto, row, item?.version), files: await files.findOwnFiles(db, citizen, wanted) }
}

async function isForAnother(db: Db, citizen: Citizen, id: string): Promise<boolean> {
  const existing = await store.draftSubject(db, citizen.id, id)
  return existing !== undefined && existing.subjectOrganisationId !== (citizen.onBehalfOf ?? null)
}

function shown(
  crypto: Crypto,
  { id, itemCode, itemVersion, itemName, form, materials, owed, savedAt, subjectOrganisationId }: store.DraftRow,
  inForce: number | undefined,
): Draft {
  return {
    id,
    onBehalfOf: subjectOrganisationId,
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
