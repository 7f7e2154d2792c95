import type { AuditEvent, AuditState, Anomaly, Verification } from '@zhengtong/contract/audit'
import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import type { EventType } from '../../platform/events.ts'
import type { SealedEvent } from './canonical.ts'

type Row = Omit<AuditEvent, 'title' | 'type'> & { type: EventType }

/** Events by type, actor, object and legal days, the newest first; one more than asked for. */
export async function listEvents(
  db: Db,
  filter: { type?: string; actorId?: string; objectId?: string; from?: string; to?: string },
  after: { at: string; id: string } | undefined,
  limit: number,
): Promise<Row[]> {
  const { type, actorId, objectId, from, to } = filter
  const conditions = [
    type ? sql`e.type = ${type}` : undefined,
    actorId ? sql`e.actor_id = ${actorId}` : undefined,
    // The value of any key of the subject: which keys there are depends on the type.
    objectId
      ? sql`(${sql.join(
          ['caseId', 'citizenId', 'staffId', 'itemCode', 'changeId', 'organisationId'].map(
            (key) => sql`e.subject @> ${JSON.stringify({ [key]: objectId })}::jsonb`,
          ),
          sql` or `,
        )})`
      : undefined,
    from ? sql`e.at >= (${from}::date::timestamp at time zone 'Asia/Shanghai')` : undefined,
    to ? sql`e.at < ((${to}::date + 1)::timestamp at time zone 'Asia/Shanghai')` : undefined,
    after ? sql`(e.at, e.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : undefined,
  ].filter((condition) => condition !== undefined)
  const { rows } = await sql<Row>`
    select e.id, e.type, e.subject, e.actor_kind as "actorKind", e.actor_id as "actorId", s.name as "actorName", e.on_behalf_of as "onBehalfOf",
      e.mandate_id as "mandateId", e.request_id as "requestId", e.at, e.place, e.result,
      exists (select from audit.link l where l.event_id = e.id) as sealed
    from platform.event e left join access.staff s on s.id::text = case e.actor_kind when 'staff' then e.actor_id else e.subject ->> 'staffId' end
    ${conditions.length ? sql`where ${sql.join(conditions, sql` and `)}` : sql``}
    order by e.at desc, e.id desc limit ${limit + 1}`.execute(db)
  return rows
}

export async function readChains(db: Db): Promise<Omit<AuditState['chains'][number], 'title'>[]> {
  const { rows } = await sql<Omit<AuditState['chains'][number], 'title'>>`
    select h.stream, h.seq as links, h.day as "lastDay", (select max(c.day) from audit.checkpoint c where c.stream = h.stream) as "signedTo"
    from audit.head h order by h.stream limit 1000`.execute(db)
  return rows
}

export async function countUnsealed(db: Db): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`select count(*) as waiting from (
    select 1 from platform.event e, audit.position p where (e.xid, e.id) > (p.xid, p.id) limit 1000) as w`.execute(db)
  return rows[0]?.waiting ?? 0
}

export async function lastVerification(db: Db): Promise<Verification | null> {
  const row = await db
    .selectFrom('audit.verification')
    .select(['at', 'links', 'checkpoints', 'fault'])
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** What stands out since `since`, by rules that are simple enough to be explained to whoever is asked about them. */
export async function findAnomalies(db: Db, since: string): Promise<Anomaly[]> {
  const { rows } = await sql<Anomaly>`
    with recent as (select * from platform.event where at >= ${since}::timestamptz)
    select 'refused-sign-ins' as rule, '同一账号多次登录失败' as title, '账号 ' || left(subject ->> 'account', 12) as who,
      count(*) as count, min(at) as "firstAt", max(at) as "lastAt"
    from recent where type in ('citizen.sign-in-refused', 'staff.sign-in-refused') group by subject ->> 'account' having count(*) >= 5
    union all
    select 'refused-place', '同一地址段多次登录失败', coalesce(place, '不明'), count(*), min(at), max(at)
    from recent where type in ('citizen.sign-in-refused', 'staff.sign-in-refused') group by place having count(*) >= 20
    union all
    select 'night-sign-in', '工作人员深夜登录', s.name, count(*), min(at), max(at)
    from recent join access.staff s on s.id::text = subject ->> 'staffId'
    where type = 'staff.signed-in' and (extract(hour from at at time zone 'Asia/Shanghai') >= 23 or extract(hour from at at time zone 'Asia/Shanghai') < 5)
    group by s.id, s.name
    union all
    select 'many-unmaskings', '一天内查看很多次明文', s.name, count(*), min(at), max(at)
    from recent join access.staff s on s.id::text = actor_id
    where type = 'case.unmasked' group by s.id, s.name, (at at time zone 'Asia/Shanghai')::date having count(*) >= 30
    order by "lastAt" desc limit 200`.execute(db)
  return rows
}

/** The events of one case in the order they happened, each with its link if it is sealed. */
export async function eventsOfCase(
  db: Db,
  caseId: string,
): Promise<(SealedEvent & { stream: string | null; day: string | null; seq: number | null })[]> {
  const { rows } = await sql<SealedEvent & { stream: string | null; day: string | null; seq: number | null }>`
    select e.id, e.type, e.subject, e.actor_kind as "actorKind", e.actor_id as "actorId", e.request_id as "requestId",
      to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, e.on_behalf_of as "onBehalfOf", e.mandate_id as "mandateId",
      e.place, e.result, l.stream, l.day, l.seq
    from platform.event e left join audit.link l on l.event_id = e.id
    where e.subject @> ${JSON.stringify({ caseId })}::jsonb order by e.at, e.id limit 500`.execute(db)
  return rows
}

/** When the event happened that waits for sealing the longest. */
export async function oldestUnsealed(db: Db): Promise<string | null> {
  const { rows } = await sql<{ at: string }>`
    select e.at from platform.event e, audit.position p where (e.xid, e.id) > (p.xid, p.id) order by e.xid, e.id limit 1`.execute(
    db,
  )
  return rows[0]?.at ?? null
}

/** The oldest day of any chain that has no signature, today's included. */
export async function oldestUnsigned(db: Db): Promise<string | null> {
  const { rows } = await sql<{ day: string | null }>`
    select min(next.day) as day from audit.head h
    cross join lateral (select max(c.day) as day from audit.checkpoint c where c.stream = h.stream) as signed
    cross join lateral (select l.day from audit.link l
      where l.stream = h.stream and l.day > coalesce(signed.day, '-infinity') order by l.day limit 1) as next`.execute(
    db,
  )
  return rows[0]?.day ?? null
}
