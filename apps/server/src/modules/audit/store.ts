import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import type { SealedEvent } from './canonical.ts'

export interface LinkRow {
  stream: string
  seq: number
  day: string
  eventId: string
  eventAt: string
  digest: string
  hash: string
}
export interface CheckpointRow {
  stream: string
  day: string
  firstSeq: number
  lastSeq: number
  hash: string
  root: string
  keyId: string
  signature: string
  madeAt: string
}
interface HeadRow {
  stream: string
  seq: number
  hash: string
  day: string
}
export interface Fault {
  stream: string
  what: string
  eventId: string | null
  at: string | null
}
export interface VerificationRow {
  id: string
  at: string
  askedBy: string | null
  links: number
  checkpoints: number
  fault: Fault | null
}
declare module '../../platform/db.ts' {
  interface Schema {
    'audit.link': LinkRow
    'audit.head': HeadRow
    'audit.checkpoint': CheckpointRow
    'audit.signingKey': { id: string; publicKey: string; privateSealed: string; createdAt: string }
    'audit.verification': VerificationRow
  }
}

/** The event as it is sealed: exactly what is stored, the instant to the microsecond. */
const eventColumns = sql`e.id, e.type, e.subject, e.actor_kind as "actorKind", e.actor_id as "actorId", e.request_id as "requestId",
  to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, e.on_behalf_of as "onBehalfOf", e.mandate_id as "mandateId",
  e.place, e.result`

/** Sealers take turns; false when another one is at work. */
export async function lockSealing(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_xact_lock(7706234) as got`.execute(tx)
  return rows[0]?.got === true
}

/** The next events after the sealed ones whose transactions, and all before them, have ended. */
export async function unsealedEvents(tx: Tx, limit: number): Promise<(SealedEvent & { xid: string })[]> {
  const { rows } = await sql<SealedEvent & { xid: string }>`
    select ${eventColumns}, e.xid::text as xid
    from platform.event e, audit.position p
    where (e.xid, e.id) > (p.xid, p.id) and e.xid < pg_snapshot_xmin(pg_current_snapshot())
    order by e.xid, e.id limit ${limit}`.execute(tx)
  return rows
}

export async function insertLinks(tx: Tx, links: LinkRow[], last: { xid: string; id: string }): Promise<void> {
  await sql`insert into audit.link (stream, seq, day, event_id, event_at, digest, hash)
    select * from jsonb_to_recordset(${JSON.stringify(
      links.map(({ eventId, eventAt, ...link }) => ({ ...link, event_id: eventId, event_at: eventAt })),
    )}::jsonb) as l (stream text, seq bigint, day date, event_id uuid, event_at timestamptz, digest text, hash text)`.execute(
    tx,
  )
  await sql`update audit.position set xid = ${last.xid}::xid8, id = ${last.id}::uuid`.execute(tx)
}

export function listHeads(db: Db): Promise<HeadRow[]> {
  return db.selectFrom('audit.head').selectAll().orderBy('stream').limit(1_000).execute()
}

export async function saveHeads(tx: Tx, heads: HeadRow[]): Promise<void> {
  if (heads.length === 0) return
  await tx
    .insertInto('audit.head')
    .values(heads)
    .onConflict((conflict) =>
      conflict
        .column('stream')
        .doUpdateSet(({ ref }) => ({ seq: ref('excluded.seq'), hash: ref('excluded.hash'), day: ref('excluded.day') })),
    )
    .execute()
}

/** The last signed day of each stream. */
export function lastCheckpoints(db: Db): Promise<{ stream: string; day: string }[]> {
  return db
    .selectFrom('audit.checkpoint')
    .select(['stream', sql<string>`max(day)`.as('day')])
    .groupBy('stream')
    .limit(1_000)
    .execute()
}

/** Days before `today` that have links and no checkpoint yet. */
export async function unsignedDays(db: Db, today: string): Promise<{ stream: string; day: string }[]> {
  const { rows } = await sql<{ stream: string; day: string }>`
    select distinct l.stream, l.day from audit.link l
    where l.day < ${today}::date and not exists (select from audit.checkpoint c where c.stream = l.stream and c.day = l.day)
    order by l.day, l.stream limit 10000`.execute(db)
  return rows
}

export function linksOfDay(db: Db, stream: string, day: string) {
  return db
    .selectFrom('audit.link')
    .select(['seq', 'digest', 'hash'])
    .where('stream', '=', stream)
    .where('day', '=', day)
    .orderBy('seq')
    .execute()
}

export function insertCheckpoint(tx: Tx, row: CheckpointRow) {
  return tx.insertInto('audit.checkpoint').values(row).execute()
}

export function listCheckpoints(db: Db, stream: string) {
  return db
    .selectFrom('audit.checkpoint')
    .selectAll()
    .where('stream', '=', stream)
    .orderBy('day')
    .limit(100_000)
    .execute()
}

export function findCheckpoint(db: Db, stream: string, day: string) {
  return db
    .selectFrom('audit.checkpoint')
    .selectAll()
    .where('stream', '=', stream)
    .where('day', '=', day)
    .executeTakeFirst()
}

export function newestKey(db: Db) {
  return db.selectFrom('audit.signingKey').selectAll().orderBy('createdAt', 'desc').limit(1).executeTakeFirst()
}

/** Two processes make one key. */
export async function lockKeys(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(7706235)`.execute(tx)
}

export function listKeys(db: Db) {
  return db
    .selectFrom('audit.signingKey')
    .select(['id', 'publicKey', 'createdAt'])
    .orderBy('createdAt', 'desc')
    .limit(1_000)
    .execute()
}

export function findKey(db: Db, id: string) {
  return db.selectFrom('audit.signingKey').select('publicKey').where('id', '=', id).executeTakeFirst()
}

export function insertKey(tx: Tx, row: { id: string; publicKey: string; privateSealed: string; createdAt: string }) {
  return tx.insertInto('audit.signingKey').values(row).execute()
}

/** Links after `seq` in order, each with the event it seals; the event is null when it is gone. */
export async function linksWithEvents(
  db: Db,
  stream: string,
  after: number,
  limit: number,
): Promise<(LinkRow & { event: SealedEvent | null })[]> {
  const { rows } = await sql<LinkRow & SealedEvent & { found: boolean }>`
    select l.stream, l.seq, l.day, l.event_id as "eventId", l.event_at as "eventAt", l.digest, l.hash, e.id is not null as found, ${eventColumns}
    from audit.link l left join platform.event e on e.id = l.event_id and e.at = l.event_at
    where l.stream = ${stream} and l.seq > ${after} order by l.seq limit ${limit}`.execute(db)
  return rows.map(({ stream: name, seq, day, eventId, eventAt, digest, hash, found, ...event }) => ({
    stream: name,
    seq,
    day,
    eventId,
    eventAt,
    digest,
    hash,
    event: found ? event : null,
  }))
}

/** An event in the sealed range that no link seals: written into the past, or its link is gone. */
export async function strayEvent(db: Db): Promise<{ id: string; type: string; at: string } | undefined> {
  const { rows } = await sql<{ id: string; type: string; at: string }>`
    select e.id, e.type, e.at from platform.event e, audit.position p
    where (e.xid, e.id) <= (p.xid, p.id) and not exists (select from audit.link l where l.event_id = e.id)
    order by e.xid, e.id limit 1`.execute(db)
  return rows[0]
}

export async function streamsWithLinks(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('audit.link').select('stream').distinct().orderBy('stream').limit(1_000).execute()
  return rows.map(({ stream }) => stream)
}

export function insertVerification(tx: Tx, { fault, ...row }: VerificationRow) {
  return tx
    .insertInto('audit.verification')
    .values({ ...row, fault: fault && sql<Fault>`${JSON.stringify(fault)}::jsonb` })
    .execute()
}
