import type { CaseStatus } from '@zhengtong/contract/cases'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { within, type Scope } from '../access/index.ts'

/** Who a case is for: an organisation; or a person, known by his account, by the digest of his identity number, or both. */
export type Applicant = { organisationId: string } | { citizenId: string | null; digest: string | null }

export interface HintRow {
  id: string
  caseNumber: string
  itemCode: string
  itemName: string
  applicantName: string
  status: CaseStatus
  submittedAt: string
  decidedOn: string | null
}

/**
 * Of one person or company this many of the latest cases are looked at, each list in the order of its index; the scope picks
 * those that the officer may see, so that a look costs the same however many cases there are.
 */
const LATEST = 200

const latest = (whose: RawBuilder<unknown>, most: number) =>
  sql`(select id, case_number, item_code, item_name, applicant_masked as applicant_name, status, submitted_at, decided_on, citizen_id,
      subject_organisation_id, subject_digest, kinship_id, agency_code, department_code, handler_id
    from cases."case" where ${whose} order by submitted_at desc, id desc limit ${most})`

const columns = sql`c.id, case_number, item_code, item_name, applicant_name, status, submitted_at, decided_on`

/** The cases of the applicant that are within the scope, the latest first, without this one. */
export async function listOfApplicant(db: Db, scope: Scope, who: Applicant, id: string): Promise<HintRow[]> {
  const lists =
    'organisationId' in who
      ? [latest(sql`subject_organisation_id = ${who.organisationId}::uuid`, LATEST)]
      : [
          latest(sql`citizen_id = ${who.citizenId}::uuid`, LATEST),
          latest(sql`subject_digest = ${who.digest}::text`, LATEST),
        ]
  const { rows } = await sql<HintRow>`
    select ${columns} from (${sql.join(lists, sql` union all `)}) as c
    where ${within(scope)} and ${isFor(who)} and c.id <> ${id}
    order by submitted_at desc, c.id desc limit ${LATEST}`.execute(db)
  return rows
}

/** A file with the same content as one of the case: of which person, or of which organisation. */
export interface Twin {
  fileId: string
  twinId: string
  citizenId: string
  organisationId: string | null
}
/** Of whoever owns such a file, the latest cases that are looked through for it. */
const LOOKED_THROUGH = 50

/** Cases within the scope to which a twin was handed in, by neither this applicant nor whoever filed for him; the latest first. */
export async function listWithTwins(
  db: Db,
  scope: Scope,
  twins: Twin[],
  { who, filerId }: { who: Applicant; filerId: string },
): Promise<(HintRow & { fileId: string })[]> {
  if (twins.length === 0) return []
  const column = <Key extends keyof Twin>(key: Key) => twins.map((twin) => twin[key])
  const { rows } = await sql<HintRow & { fileId: string }>`
    select distinct on (submitted_at, c.id, t.file_id) t.file_id, ${columns}
    from unnest(${column('fileId')}::uuid[], ${column('twinId')}::uuid[], ${column('citizenId')}::uuid[],
        ${column('organisationId')}::uuid[]) as t (file_id, twin_id, owner_id, owner_organisation_id)
      cross join lateral (
        ${latest(sql`t.owner_organisation_id is null and citizen_id = t.owner_id`, LOOKED_THROUGH)}
        union all
        ${latest(sql`subject_organisation_id = t.owner_organisation_id`, LOOKED_THROUGH)}) as c
    where ${within(scope)} and citizen_id <> ${filerId}::uuid and (${isFor(who)}) is not true
      and exists (select from cases.material_file m where m.case_id = c.id and m.file_id = t.twin_id)
    order by submitted_at desc, c.id desc, t.file_id limit ${LATEST}`.execute(db)
  return rows
}

/** What a person does for his company or his family is not for himself. */
const isFor = (who: Applicant): RawBuilder<boolean> =>
  'organisationId' in who
    ? sql`subject_organisation_id = ${who.organisationId}::uuid`
    : sql`(citizen_id = ${who.citizenId}::uuid and subject_organisation_id is null and kinship_id is null
        or subject_digest = ${who.digest}::text)`
