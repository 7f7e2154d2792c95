import type { PasswordReissue } from '@zhengtong/contract/password-reissue'
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

interface ReissueRow {
  id: string
  staffId: string
  resetTotp: boolean
  halfSealed: string
  state: 'asked' | 'confirmed' | 'rejected'
  askedAt: string
  decidedBy: string | null
}

/** Keeps what was asked; false when the id is taken. */
export async function insertReissue(
  tx: Tx,
  row: Omit<ReissueRow, 'state' | 'decidedBy'> & { reason: string; askedBy: string },
): Promise<boolean> {
  const { rows } = await sql`insert into access.password_reissue
      (id, staff_id, reason, reset_totp, half_sealed, state, asked_by, asked_at)
    values (${row.id}, ${row.staffId}, ${row.reason}, ${row.resetTotp}, ${row.halfSealed}, 'asked', ${row.askedBy},
      ${row.askedAt}::timestamptz)
    on conflict do nothing returning 1`.execute(tx)
  return rows.length > 0
}

/** What was asked before for this person, and not decided, is void: its half was lost, or nobody came. */
export async function voidReissues(tx: Tx, staffId: string): Promise<void> {
  await sql`update access.password_reissue set state = 'rejected', half_sealed = ''
    where staff_id = ${staffId} and state = 'asked'`.execute(tx)
}

export async function findReissue(db: Db, id: string): Promise<ReissueRow | undefined> {
  const { rows } = await sql<ReissueRow>`select id, staff_id, reset_totp, half_sealed, state, asked_at, decided_by
    from access.password_reissue where id = ${id}`.execute(db)
  return rows[0]
}

/** The same, locked: of two who decide, the second finds it decided. */
export async function lockReissue(tx: Tx, id: string): Promise<ReissueRow | undefined> {
  const { rows } = await sql<ReissueRow>`select id, staff_id, reset_totp, half_sealed, state, asked_at, decided_by
    from access.password_reissue where id = ${id} for update`.execute(tx)
  return rows[0]
}

export async function closeReissue(
  tx: Tx,
  id: string,
  state: 'confirmed' | 'rejected',
  decided: { by: string; at: Date },
): Promise<void> {
  await sql`update access.password_reissue set state = ${state}, half_sealed = '', decided_by = ${decided.by},
    decided_at = ${decided.at.toISOString()}::timestamptz where id = ${id}`.execute(tx)
}

/** What waits for the second administrator, the oldest first. */
export async function listReissues(db: Db, since: Date, limit: number): Promise<PasswordReissue[]> {
  const { rows } = await sql<PasswordReissue>`
    select r.id, s.name, s.login, a.name as agency_name, r.reason, r.reset_totp, m.name as asked_by, r.asked_at
    from access.password_reissue r join access.staff s on s.id = r.staff_id join access.agency a on a.code = s.agency_code
    join access.staff m on m.id = r.asked_by
    where r.state = 'asked' and r.asked_at > ${since.toISOString()}::timestamptz
    order by r.asked_at, r.id limit ${limit}`.execute(db)
  return rows
}

/** Telephones of the person and of those who supervise in his agency on that day, sealed; at most five heads. */
export async function phonesToWarn(tx: Tx, staffId: string, today: string) {
  const { rows } = await sql<{ name: string; own: string | null; heads: string[] }>`
    select s.name, s.phone_sealed as own, coalesce((
      select array_agg(h.phone_sealed) from (
        select c.phone_sealed from access.staff c
        where c.agency_code = s.agency_code and c.id <> s.id and c.active and c.phone_sealed is not null
          and (c.leaves_on is null or c.leaves_on > ${today}::date)
          and exists (select 1 from access.role_grant g join access.role r on r.id = g.role_id
            where g.staff_id = c.id and g.revoked_at is null and 'supervise' = any (r.permissions)
              and g.valid_from <= ${today}::date and (g.valid_until is null or g.valid_until >= ${today}::date))
        order by c.id limit 5) h), '{}') as heads
    from access.staff s where s.id = ${staffId}`.execute(tx)
  return rows[0]
}
