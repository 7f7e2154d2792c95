import { finalStatuses, openStatuses } from '@zhengtong/domain/flow'
import { sql } from 'kysely'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Services } from '../../platform/services.ts'
import { lettingRead } from '../family/index.ts'

/** A citizen who looks at cases, with the digest of his identity number: by it he finds what others filed for him. */
export type Viewing = Citizen & { idNumberDigest: string }
export function viewing({ crypto }: Pick<Services, 'crypto'>, citizen: Citizen): Viewing {
  return { ...citizen, idNumberDigest: crypto.blindIndex('id-number', crypto.open(citizen.account.idNumberSealed)) }
}

/**
 * Whose cases one sees: those of the organisation he acts for, within his mandate; or his own, with those he filed for a
 * relative while he may, and those a relative filed for him. Without a digest (who only follows another): only that person's own.
 */
type Viewer = Pick<Citizen, 'id' | 'onBehalfOf' | 'itemScope' | 'now'> & Partial<Pick<Viewing, 'idNumberDigest'>>

const ownCase = ({ id, onBehalfOf, itemScope, now, idNumberDigest }: Viewer) => {
  const asPerson = idNumberDigest
    ? sql`(citizen_id = ${id} and subject_organisation_id is null and (kinship_id is null or ${lettingRead(id, legalDate(now))})
        or subject_digest = ${idNumberDigest})`
    : sql`citizen_id = ${id} and subject_organisation_id is null and kinship_id is null`
  const whose = onBehalfOf ? sql`subject_organisation_id = ${onBehalfOf}` : asPerson
  return sql<boolean>`${whose} and ${itemScope ? sql`item_code = any (${itemScope}::text[])` : sql`true`}`
}

/** A case of the identity that the citizen acts under; any other is not there. */
export function findOwnCase(db: Db, viewer: Viewer, id: string) {
  return db.selectFrom('cases.case').selectAll().where('id', '=', id).where(ownCase(viewer)).executeTakeFirst()
}

/** The same, locked: acts on one case take turns. */
export function lockOwnCase(tx: Tx, viewer: Viewer, id: string) {
  return tx
    .selectFrom('cases.case')
    .selectAll()
    .where('id', '=', id)
    .where(ownCase(viewer))
    .forUpdate()
    .executeTakeFirst()
}

const summary = [
  'id',
  'caseNumber',
  'itemName',
  'agencyName',
  'status',
  'submittedAt',
  'updatedAt',
  'dueOn',
  'citizenId',
  'applicantMasked',
  'agentMasked',
  'flow',
  'flowVersion',
  'bundle',
] as const

/** The cases of the identity that the citizen acts under, the latest first; one row more than asked for tells that there is another page. */
export function listOwnCases(
  db: Db,
  viewer: Viewer,
  {
    state,
    after,
    limit,
  }: { state: 'open' | 'done' | undefined; after: { submittedAt: string; id: string } | undefined; limit: number },
) {
  return db
    .selectFrom('cases.case')
    .select(summary)
    .where(ownCase(viewer))
    .$if(state !== undefined, (query) => query.where('status', 'in', state === 'open' ? openStatuses : finalStatuses))
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(submitted_at, id) < (${after?.submittedAt ?? ''}::timestamptz, ${after?.id ?? ''}::uuid)`,
      ),
    )
    .orderBy('submittedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

/** A person, whomever he acts for now. */
type Person = Pick<Viewing, 'id' | 'now' | 'idNumberDigest'>

/** The open cases that a person filed and may still act on, and those filed for him; companies' cases are not his. */
export function listOpenOf(db: Db, { id, idNumberDigest, now }: Person, limit: number) {
  return db
    .selectFrom('cases.case')
    .select(['id', 'itemName', 'status'])
    .where(ownCase({ id, idNumberDigest, now }))
    .where('status', 'in', openStatuses)
    .orderBy('submittedAt')
    .limit(limit)
    .execute()
}

/** Everything of the cases about a person, whoever filed them: for the copy of his data. */
export function listForExport(db: Db, { id, idNumberDigest }: Omit<Person, 'now'>, limit: number) {
  return db
    .selectFrom('cases.case')
    .select([
      'id',
      'caseNumber',
      'queryCode',
      'itemName',
      'agencyName',
      'status',
      'submittedAt',
      'updatedAt',
      'form',
      'reason',
      'resultName',
      'resultNumber',
      'resultNumberSealed',
    ])
    .where(
      sql<boolean>`(citizen_id = ${id} and subject_organisation_id is null and kinship_id is null or subject_digest = ${idNumberDigest})`,
    )
    .orderBy('submittedAt', 'desc')
    .limit(limit)
    .execute()
}
