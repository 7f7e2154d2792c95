import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { within, type Scope } from '../access/index.ts'
import type { CaseRow } from './store.ts'

/** Other cases of whom this one is for, the latest first: of the company, of the relative, else of the person himself. */
export function listSameApplicant(db: Db, scope: Scope, found: CaseRow, limit: number) {
  const { id, citizenId, subjectOrganisationId, subjectDigest } = found
  const same = subjectOrganisationId
    ? sql<boolean>`subject_organisation_id = ${subjectOrganisationId}`
    : subjectDigest
      ? sql<boolean>`subject_digest = ${subjectDigest}`
      : sql<boolean>`citizen_id = ${citizenId} and subject_organisation_id is null and subject_digest is null`
  return db
    .selectFrom('cases.case')
    .select(['id', 'caseNumber', 'itemCode', 'itemName', 'status', 'submittedAt'])
    .where(same)
    .where('id', '<>', id)
    .where(within(scope))
    .orderBy('submittedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
