import type { ReminderKind, ReminderPreference } from '@zhengtong/contract/reminders'
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

export interface ItemRow {
  staffId: string
  key: string
  kind: ReminderKind
  rule: string
  caseId: string
  caseNumber: string
  itemName: string
  dueOn: string | null
  ripeAt: string
}
export interface NewMessage {
  id: string
  staffId: string
  keys: string[]
}

/** Notes items; one that is there already stays as it is, and what an officer does without is left out. */
export async function insertItems(tx: Tx, rows: ItemRow[]): Promise<void> {
  const column = <Key extends keyof ItemRow>(key: Key) => rows.map((row) => row[key])
  await sql`
    insert into reminders.item (staff_id, key, kind, rule, case_id, case_number, item_name, due_on, ripe_at)
    select n.* from unnest(${column('staffId')}::uuid[], ${column('key')}::text[], ${column('kind')}::text[], ${column('rule')}::text[],
      ${column('caseId')}::uuid[], ${column('caseNumber')}::text[], ${column('itemName')}::text[], ${column('dueOn')}::date[],
      ${column('ripeAt')}::timestamptz[]) as n (staff_id, key, kind, rule, case_id, case_number, item_name, due_on, ripe_at)
    left join reminders.preference p on p.staff_id = n.staff_id
    where not (n.kind = 'half' and p.half is false) and not (n.kind = 'two' and p.two is false)
    on conflict (staff_id, key) do nothing`.execute(tx)
}

/** Items that may be told now and were not, officer by officer; those that another process has are left to it. */
export async function lockRipe(tx: Tx, now: string, limit: number) {
  const { rows } = await sql<{ staffId: string; key: string; kind: ReminderKind }>`
    select staff_id, key, kind from reminders.item where message_id is null and ripe_at <= ${now}::timestamptz
    order by staff_id, ripe_at limit ${limit} for update skip locked`.execute(tx)
  return rows
}

export async function insertMessages(tx: Tx, messages: NewMessage[], at: string): Promise<void> {
  const flat = messages.flatMap(({ id, staffId, keys }) => keys.map((key) => ({ id, staffId, key })))
  await sql`
    with told as (
      insert into reminders.message (staff_id, id, at)
      select m.staff_id, m.id, ${at}::timestamptz
      from unnest(${messages.map(({ staffId }) => staffId)}::uuid[], ${messages.map(({ id }) => id)}::uuid[]) as m (staff_id, id))
    update reminders.item i set message_id = m.id
    from unnest(${flat.map(({ staffId }) => staffId)}::uuid[], ${flat.map(({ key }) => key)}::text[],
      ${flat.map(({ id }) => id)}::uuid[]) as m (staff_id, key, id)
    where i.staff_id = m.staff_id and i.key = m.key`.execute(tx)
}

interface MessageRow {
  id: string
  at: string
  readAt: string | null
  count: number
  items: (Pick<ItemRow, 'kind' | 'rule'> & {
    case_id: string
    case_number: string
    item_name: string
    due_on: string | null
  })[]
}

/** The latest messages of an officer, each with at most 50 of its items, the most pressing first. */
export async function listMessages(
  db: Db,
  staffId: string,
  { after, limit }: { after: { at: string; id: string } | undefined; limit: number },
): Promise<MessageRow[]> {
  const earlier = after ? sql`and (m.at, m.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``
  const { rows } = await sql<MessageRow>`
    select m.id, m.at, m.read_at,
      (select count(*) from reminders.item i where i.staff_id = m.staff_id and i.message_id = m.id) as count,
      (select coalesce(jsonb_agg(i), '[]') from (
        select kind, rule, case_id, case_number, item_name, due_on from reminders.item i
        where i.staff_id = m.staff_id and i.message_id = m.id order by due_on nulls first, key limit 50) i) as items
    from reminders.message m where m.staff_id = ${staffId} ${earlier}
    order by m.at desc, m.id desc limit ${limit + 1}`.execute(db)
  return rows
}

export async function countUnread(db: Db, staffId: string, ceiling: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select 1 from reminders.message where staff_id = ${staffId} and read_at is null limit ${ceiling}) as counted`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

/** Marks one message, or all, as read; reading again keeps the first time. False when it is not his. */
export async function markRead(tx: Tx, staffId: string, id: string | null, at: string): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update reminders.message set read_at = coalesce(read_at, ${at}::timestamptz)
    where staff_id = ${staffId} and (id = ${id}::uuid or (${id}::uuid is null and read_at is null))`.execute(tx)
  return numAffectedRows > 0n
}

export async function findPreference(db: Db, staffId: string): Promise<ReminderPreference> {
  const { rows } = await sql<ReminderPreference>`
    select half, two from reminders.preference where staff_id = ${staffId}`.execute(db)
  return rows[0] ?? { half: true, two: true }
}

export async function savePreference(tx: Tx, staffId: string, { half, two }: ReminderPreference): Promise<void> {
  await sql`insert into reminders.preference (staff_id, half, two) values (${staffId}, ${half}, ${two})
    on conflict (staff_id) do update set half = excluded.half, two = excluded.two`.execute(tx)
}

export async function deleteOld(tx: Tx, before: string): Promise<void> {
  await sql`
    with gone as (delete from reminders.message where at < ${before}::timestamptz returning staff_id, id)
    delete from reminders.item i using gone g where i.staff_id = g.staff_id and i.message_id = g.id`.execute(tx)
}
