import { DraftNotFound, TooManyDrafts, type CaseSubmission, type Draft } from '@zhengtong/contract/cases'
import { ItemNotFound } from '@zhengtong/contract/catalogue'
import type { Citizen } from '../../platform/actor.ts'
import type { Db } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import * as catalogue from '../catalogue/index.ts'
import * as files from '../files/index.ts'
import * as store from './draft-store.ts'

const MAX_DRAFTS = 50

/** Saves what has been filled in so far, unchecked: a draft may be incomplete and wrong. */
export async function saveDraft(
  db: Db,
  citizen: Citizen,
  id: string,
  application: Omit<CaseSubmission, 'id'>,
): Promise<Draft> {
  const item = await catalogue.itemInForce(db, application.itemCode, citizen.now)
  if (!item) throw new Problem(ItemNotFound)
  const row: store.DraftRow = {
    citizenId: citizen.id,
    id,
    ...application,
    itemName: item.guide.taskName,
    savedAt: citizen.now.toISOString(),
  }
  const saved = await db.transaction().execute((tx) => store.saveDraft(tx, row, MAX_DRAFTS))
  if (!saved) throw new Problem(TooManyDrafts)
  return shown(row, item.version)
}

export async function listDrafts(db: Db, citizen: Citizen): Promise<Draft[]> {
  const rows = await store.listDrafts(db, citizen.id, MAX_DRAFTS)
  return Promise.all(
    rows.map(async (row) => shown(row, (await catalogue.itemInForce(db, row.itemCode, citizen.now))?.version)),
  )
}

/** A draft with the files it names. */
export async function findDraft(db: Db, citizen: Citizen, id: string) {
  const row = await store.findDraft(db, citizen.id, id)
  if (!row) throw new Problem(DraftNotFound)
  const item = await catalogue.itemInForce(db, row.itemCode, citizen.now)
  const wanted = row.materials.flatMap(({ fileIds }) => fileIds)
  return { ...shown(row, item?.version), files: await files.findOwnFiles(db, citizen.id, wanted) }
}

function shown(
  { id, itemCode, itemVersion, itemName, form, materials, savedAt }: store.DraftRow,
  inForce: number | undefined,
): Draft {
  return { id, itemCode, itemVersion, itemName, form, materials, savedAt, outdated: inForce !== itemVersion }
}
