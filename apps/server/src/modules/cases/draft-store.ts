import type { CaseSubmission } from '@zhengtong/contract/cases'
import { sql } from 'kysely'
import type { Citizen } from '../../platform/actor.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { heldKinship } from '../family/index.ts'
import type { StoredAnswers } from './form-privacy.ts'

export interface DraftRow {
  citizenId: string
  id: string
  subjectOrganisationId: string | null
  mandateId: string | null
  kinshipId: string | null
  kinshipKind: 'ward' | 'mandate' | null
  relativeMasked: string | null
  itemCode: string
  itemVersion: number
  itemName: string
  form: StoredAnswers
  materials: CaseSubmission['materials']
  /** Materials promised for later (容缺). */
  owed: string[]
  savedAt: string
}
declare module '../../platform/db.ts' {
  interface Schema {
    'cases.draft': DraftRow
  }
}

type Subject = Pick<DraftRow, 'subjectOrganisationId' | 'kinshipId'>
export const sameSubject = (one: Subject, other: Subject) =>
  one.subjectOrganisationId === other.subjectOrganisationId && one.kinshipId === other.kinshipId

/**
 * Inserts or replaces a draft; false when the citizen has `max` others already, may not act for the relative any more, or when this one is for somebody else: whom
 * an application is for is fixed when its draft is first saved.
 */
export async function saveDraft(tx: Tx, citizen: Citizen, row: DraftRow, max: number): Promise<boolean> {
  const kinship = row.kinshipId && row.kinshipKind ? { id: row.kinshipId, kind: row.kinshipKind } : undefined
  const { rows } = await sql<{ id: string }>`
    with kinship as (${heldKinship(citizen, kinship, row.itemCode)})
    insert into cases.draft as draft (citizen_id, id, subject_organisation_id, mandate_id, kinship_id, kinship_kind, relative_masked, item_code, item_version, item_name, form, materials, owed, saved_at)
    select ${row.citizenId}::uuid, ${row.id}::uuid, ${row.subjectOrganisationId}::uuid, ${row.mandateId}::uuid, ${row.kinshipId}::uuid, ${row.kinshipKind}, ${row.relativeMasked}, ${row.itemCode}, ${row.itemVersion}::int, ${row.itemName}, ${JSON.stringify(row.form)}::jsonb,
      ${JSON.stringify(row.materials)}::jsonb, ${row.owed}::text[], ${row.savedAt}::timestamptz
    where (select count(*) from cases.draft where citizen_id = ${row.citizenId}::uuid and id <> ${row.id}::uuid) < ${max}::int
      and exists (select from kinship)
    on conflict (citizen_id, id) do update set item_version = excluded.item_version, item_name = excluded.item_name,
      form = excluded.form, materials = excluded.materials, owed = excluded.owed, saved_at = excluded.saved_at
    where draft.subject_organisation_id is not distinct from excluded.subject_organisation_id
      and draft.kinship_id is not distinct from excluded.kinship_id
    returning id`.execute(tx)
  return rows.length === 1
}

/**
 * The drafts of the identity this citizen acts under: his own, or all of the organisation within his mandate's items, so that
 * one prepares and another submits.
 */
const ownDraft = ({ id, onBehalfOf, itemScope }: Pick<Citizen, 'id' | 'onBehalfOf' | 'itemScope'>) =>
  onBehalfOf
    ? sql<boolean>`subject_organisation_id = ${onBehalfOf}
        and ${itemScope ? sql`item_code = any (${itemScope}::text[])` : sql`true`}`
    : sql<boolean>`citizen_id = ${id} and subject_organisation_id is null`

/** Who began a draft of the organisation; undefined when nobody has. */
export async function beginnerOf(db: Db, organisationId: string, id: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('cases.draft')
    .select('citizenId')
    .where('subjectOrganisationId', '=', organisationId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.citizenId
}

/** The draft that a submission makes an end of, as a part of its statement. */
export const draftOfSubmission = ({ id, onBehalfOf }: Pick<Citizen, 'id' | 'onBehalfOf'>) =>
  onBehalfOf ? sql`subject_organisation_id = ${onBehalfOf}::uuid` : sql`citizen_id = ${id}::uuid`

export function listDrafts(db: Db, citizen: Citizen, limit: number) {
  return db
    .selectFrom('cases.draft')
    .selectAll()
    .where(ownDraft(citizen))
    .orderBy('savedAt', 'desc')
    .limit(limit)
    .execute()
}

/** Those of these files that a draft of their uploader, or of the organisation they were uploaded for, names. */
export async function namedInDrafts(
  db: Db,
  uploads: { id: string; citizenId: string; organisationId: string | null }[],
): Promise<Set<string>> {
  const people = uploads.map(({ citizenId }) => citizenId)
  const organisations = uploads.flatMap(({ organisationId }) => organisationId ?? [])
  const { rows } = await sql<{ id: string }>`
    select f.id from cases.draft d
      cross join lateral jsonb_array_elements(d.materials) m
      cross join lateral jsonb_array_elements_text(m -> 'fileIds') f (id)
    where (d.citizen_id = any (${people}::uuid[]) or d.subject_organisation_id = any (${organisations}::uuid[]))
      and f.id = any (${uploads.map(({ id }) => id)}::text[])`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

export function findDraft(db: Db, citizen: Citizen, id: string) {
  return db.selectFrom('cases.draft').selectAll().where(ownDraft(citizen)).where('id', '=', id).executeTakeFirst()
}

/** Whom a draft of this citizen is for, whatever identity he acts under. */
export function draftSubject(db: Db, citizenId: string, id: string) {
  return db
    .selectFrom('cases.draft')
    .select(['subjectOrganisationId', 'kinshipId'])
    .where('citizenId', '=', citizenId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export function deleteDraft(tx: Tx, citizen: Citizen, id: string) {
  return tx.deleteFrom('cases.draft').where(ownDraft(citizen)).where('id', '=', id).execute()
}

/** All drafts of a person, for the copy of his data. */
export function listDraftsOf(db: Db, citizenId: string, limit: number) {
  return db
    .selectFrom('cases.draft')
    .select(['itemName', 'form', 'savedAt'])
    .where('citizenId', '=', citizenId)
    .where('subjectOrganisationId', 'is', null)
    .where('kinshipId', 'is', null)
    .orderBy('savedAt', 'desc')
    .limit(limit)
    .execute()
}

export function deleteDraftsOf(tx: Tx, citizenId: string) {
  return tx.deleteFrom('cases.draft').where('citizenId', '=', citizenId).execute()
}
