import { MOST_PHRASES, type Phrase } from '@zhengtong/contract/phrases'
import { sql, type RawBuilder } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

/** Whose phrases: an officer's own, or his agency's. */
export type Owner = { staffId: string } | { agencyCode: string }

const ownedBy = (owner: Owner): RawBuilder<boolean> =>
  'staffId' in owner ? sql`staff_id = ${owner.staffId}::uuid` : sql`agency_code = ${owner.agencyCode}`

export async function listPhrasesOf(db: Db, owner: Owner): Promise<Phrase[]> {
  const { rows } = await sql<Phrase>`
    select id, purpose, words, version from cases.phrase where ${ownedBy(owner)} order by place limit ${MOST_PHRASES}`.execute(
    db,
  )
  return rows
}

/** Changes of one owner's phrases take turns: two new ones at once would choose the same place. */
export async function lockPhrases(tx: Tx, owner: Owner): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${`phrases:${Object.values(owner).join('')}`}))`.execute(tx)
}

/** A new phrase behind the others; false when its id is taken. */
export async function insertPhrase(
  tx: Tx,
  owner: Owner,
  place: number,
  { id, purpose, words }: Pick<Phrase, 'id' | 'purpose' | 'words'>,
): Promise<boolean> {
  const { staffId = null, agencyCode = null } = owner as { staffId?: string; agencyCode?: string }
  const { rows } = await sql`
    insert into cases.phrase (id, staff_id, agency_code, place, purpose, words)
    values (${id}, ${staffId}::uuid, ${agencyCode}::text, ${place}, ${purpose}, ${words})
    on conflict (id) do nothing returning 1`.execute(tx)
  return rows.length > 0
}

export async function updatePhrase(tx: Tx, owner: Owner, { id, purpose, words, version }: Phrase): Promise<void> {
  await sql`update cases.phrase set purpose = ${purpose}, words = ${words}, version = ${version}
    where id = ${id} and ${ownedBy(owner)}`.execute(tx)
}

/** Takes a phrase away and closes the gap; false when there was none. */
export async function removePhrase(tx: Tx, owner: Owner, id: string): Promise<boolean> {
  const { rows } = await sql<{ place: number }>`
    delete from cases.phrase where id = ${id} and ${ownedBy(owner)} returning place`.execute(tx)
  const [gone] = rows
  if (gone)
    await sql`update cases.phrase set place = place - 1 where ${ownedBy(owner)} and place > ${gone.place}`.execute(tx)
  return gone !== undefined
}

/** Puts all phrases of an owner in this order. */
export async function placePhrases(tx: Tx, owner: Owner, ids: string[]): Promise<void> {
  await sql`update cases.phrase p set place = n.place
    from unnest(${ids}::uuid[]) with ordinality as n (id, place) where p.id = n.id and ${ownedBy(owner)}`.execute(tx)
}
