import type { DocumentKind } from '@zhengtong/domain/documents'
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

interface DocumentRow {
  caseId: string
  id: string
  seq: number
  kind: DocumentKind
  sequence: number
  agencyName: string
  applicantMasked: string
  dated: string
  contentSealed: string
  issuedAt: string
  openedAt: string | null
  openedBy: string | null
  sm3: string | null
  size: number | null
}
type NewDocument = Omit<DocumentRow, 'sequence' | 'openedAt' | 'openedBy' | 'sm3' | 'size'>
declare module '../../platform/db.ts' {
  interface Schema {
    'documents.document': DocumentRow
  }
}

/** A case has one document an act; acts are few. */
const MOST = 500

/** Whoever issues documents of one case takes turns: each finds what the one before has issued. */
export async function lockCase(tx: Tx, caseId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`documents:${caseId}`}, 0))`.execute(tx)
}

/**
 * Adds a document with the next number of its series and the codes that find it: one statement. The series' row is held until
 * the transaction ends, which must be soon: so numbers follow each other without gaps. A second document of an act, a number or
 * a token that is taken is an error.
 */
export async function insertDocument(tx: Tx, agencyCode: string, tokenDigest: string, row: NewDocument): Promise<void> {
  const year = Number(row.dated.slice(0, 4))
  await sql`with taken as (
      insert into documents.series as s (agency_code, kind, year, last)
      values (${agencyCode}, ${row.kind}, ${year}::int, 1)
      on conflict (agency_code, kind, year) do update set last = s.last + 1
      returning last
    ), added as (
      insert into documents.document
        (case_id, id, seq, kind, sequence, agency_name, applicant_masked, dated, content_sealed, issued_at)
      select ${row.caseId}::uuid, ${row.id}::uuid, ${row.seq}::int, ${row.kind}, last, ${row.agencyName},
        ${row.applicantMasked}, ${row.dated}::date, ${row.contentSealed}, ${row.issuedAt}::timestamptz from taken
      returning id, sequence
    )
    insert into documents.lookup (code, case_id, document_id)
    select code, ${row.caseId}::uuid, id
    from added, unnest(array[${tokenDigest}::text, concat_ws(' ', ${agencyCode}::text, ${row.kind}::text, ${year}::text, sequence)]) as code`.execute(
    tx,
  )
}

const shown = ['id', 'seq', 'kind', 'sequence', 'dated', 'issuedAt', 'openedAt'] as const

export function listDocuments(db: Db, caseId: string) {
  return db
    .selectFrom('documents.document')
    .select(shown)
    .where('caseId', '=', caseId)
    .orderBy('seq')
    .limit(MOST)
    .execute()
}

export function findDocument(db: Db, caseId: string, id: string) {
  return db
    .selectFrom('documents.document')
    .selectAll()
    .where('caseId', '=', caseId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Records the digest of its PDF, once: whoever comes second learns the first's. */
export async function keepDigest(db: Db, caseId: string, id: string, sm3: string, size: number): Promise<string> {
  const { rows } = await sql<{ sm3: string }>`update documents.document
    set sm3 = coalesce(sm3, ${sm3}), size = coalesce(size, ${size}::int)
    where case_id = ${caseId} and id = ${id} returning sm3`.execute(db)
  return rows[0]?.sm3 ?? sm3
}

/** Records the first opening; false when it was opened before. */
export async function markOpened(tx: Tx, caseId: string, id: string, by: string, at: string): Promise<boolean> {
  const row = await tx
    .updateTable('documents.document')
    .set({ openedAt: at, openedBy: by })
    .where('caseId', '=', caseId)
    .where('id', '=', id)
    .where('openedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** What a token proves; and when the decision it tells of was revoked. */
export async function findByToken(db: Db, digest: string) {
  const { rows } = await sql<
    Pick<DocumentRow, 'kind' | 'sequence' | 'agencyName' | 'applicantMasked' | 'dated' | 'sm3'> & {
      revokedOn: string | null
    }
  >`select d.kind, d.sequence, d.agency_name, d.applicant_masked, d.dated, d.sm3, (
      select r.dated from documents.document r
      where d.kind = 'grant' and r.case_id = d.case_id and r.kind = 'revocation' and r.seq > d.seq limit 1
    ) as revoked_on
    from documents.lookup l join documents.document d on d.case_id = l.case_id and d.id = l.document_id
    where l.code = ${digest}`.execute(db)
  return rows[0]
}
