import { sql } from 'kysely'
import type { StaffMember } from '../../platform/actor.ts'
import type { Db } from '../../platform/db.ts'
import { legalDate } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import * as identity from '../identity/index.ts'
import type { CaseRow } from './store.ts'

interface AccessTable {
  id: string
  citizenId: string
  day: string
  caseId: string
  staffId: string
  what: 'case' | 'file' | 'document'
  staffName: string
  agencyName: string
  times: number
  lastAt: string
}
declare module '../../platform/db.ts' {
  interface Schema {
    'cases.access': AccessTable
  }
}

/**
 * Notes that an officer opened somebody's case or one of its files or documents, and for which agency: one row a day and officer, counted up.
 */
export async function noteAccess(
  db: Db,
  officer: StaffMember,
  {
    id: caseId,
    citizenId,
    subjectDigest,
    agencyName,
  }: Pick<CaseRow, 'id' | 'citizenId' | 'subjectDigest' | 'agencyName'>,
  what: AccessTable['what'],
  from = agencyName,
): Promise<void> {
  const at = officer.now.toISOString()
  // Whom the case is about finds it in his own log, if he has an account.
  const subject = subjectDigest ? await identity.citizenIdByIdNumber(db, subjectDigest) : undefined
  const whose = subject?.citizenId ?? citizenId
  await sql`insert into cases.access as a (id, citizen_id, day, case_id, staff_id, what, staff_name, agency_name, times, last_at)
    values (${newId()}, ${whose}, ${legalDate(officer.now)}::date, ${caseId}, ${officer.id}, ${what}, ${officer.name}, ${from}, 1, ${at}::timestamptz)
    on conflict (citizen_id, day, case_id, staff_id, what) do update set times = a.times + 1, last_at = excluded.last_at`.execute(
    db,
  )
}

/** Who opened this person's cases, the latest day first. */
export function listAccesses(
  db: Db,
  citizenId: string,
  { after, limit }: { after: { day: string; id: string } | undefined; limit: number },
) {
  return db
    .selectFrom('cases.access as a')
    .innerJoin('cases.case as c', 'c.id', 'a.caseId')
    .select(['a.id', 'a.day', 'a.lastAt', 'a.times', 'a.staffName', 'a.agencyName', 'a.what', 'a.caseId', 'c.itemName'])
    .where('a.citizenId', '=', citizenId)
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(a.day, a.id) < (${after?.day ?? ''}::date, ${after?.id ?? ''}::uuid)`),
    )
    .orderBy('a.day', 'desc')
    .orderBy('a.id', 'desc')
    .limit(limit + 1)
    .execute()
}
