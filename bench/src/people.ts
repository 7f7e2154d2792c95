import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'

/** Makes `count` citizens with a session each, straight in the database; returns their cookies. Identity fields are opaque. */
export async function makeCitizens(
  pool: pg.Pool,
  sealed: string,
  count: number,
): Promise<{ id: string; cookie: string; tokenDigest: string }[]> {
  const tokens = Array.from({ length: count }, () => randomBytes(32).toString('base64url'))
  const digests = tokens.map((token) => createHash('sm3').update(token).digest('hex'))
  const { rows } = await pool.query<{ id: string }>(
    `with people as (
       insert into identity.citizen (id, name, id_number_sealed, id_number_masked, phone_sealed, phone_masked, password_hash, level, registered_at)
       select gen_random_uuid(), '测试人', $1, '770101********0014', null, null, '', 'L2', now() from generate_series(1, $2::int) returning id
     ), numbered as (select id, row_number() over () as n from people)
     , sessions as (
       insert into identity.session (token_digest, citizen_id, created_at, expires_at)
       select digest, id, now(), now() + interval '1 day' from numbered join unnest($3::text[]) with ordinality as d (digest, n) using (n)
     )
     select id from numbered order by n`,
    [sealed, count, digests],
  )
  return rows.map(({ id }, index) => ({
    id,
    cookie: `__Host-citizen=${tokens[index] ?? ''}`,
    tokenDigest: digests[index] ?? '',
  }))
}

/** A session for some officer of the agency; returns the cookie. */
export async function makeOfficerSession(pool: pg.Pool, agencyCode: string, staffId?: string): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const { rowCount } = await pool.query(
    `insert into access.session (token_digest, staff_id, created_at, expires_at)
     select $1, id, now(), now() + interval '1 day' from access.staff where agency_code = $2 and ($3::uuid is null or id = $3)
       and duty = 'business' order by login limit 1`,
    [createHash('sm3').update(token).digest('hex'), agencyCode, staffId ?? null],
  )
  if (rowCount !== 1) throw new Error(`no officer at ${agencyCode}`)
  return `__Host-staff=${token}`
}
