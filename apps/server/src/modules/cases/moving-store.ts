import { openStatuses } from '@zhengtong/domain/flow'
import type { MovingCase } from '@zhengtong/domain/flow-move'
import { sql, type RawBuilder } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import { within, type Scope } from '../access/index.ts'
import type { CaseRow } from './store.ts'

/** Cases as a move to another flow (流程迁移) sees them. The guide says the rest: its version comes along. */
type Moving = Omit<MovingCase, 'hasFee' | 'namesOthers'> & { itemVersion: number }

/** The columns of `MovingCase`, of `cases.case` as c. */
const moving = sql`c.status, c.item_version, c.proposal->>'kind' as pending,
  c.owed is not null and c.owed->>'handedInAt' is null as owes,
  case when c.fee is null then null when c.fee->>'paidAt' is null and c.fee->>'waiver' is null then 'open' else 'settled' end as fee,
  exists (select from cases.opinion o where o.case_id = c.id) as opinions_asked,
  c.first_reviewer_id is not null as first_reviewed`

const open = sql`status in (${sql.join(openStatuses.map((status) => sql.lit(status)))})`

interface Source {
  itemCode: string
  agencyCode: string
  fromFlow: string
  fromVersion: number
}
/** Cases of the item that run under that flow; the agency is the item's, its index finds them. */
export const running = ({ itemCode, agencyCode, fromFlow, fromVersion }: Source): RawBuilder<boolean> =>
  sql<boolean>`agency_code = ${agencyCode} and ${open} and item_code = ${itemCode}
    and flow = ${fromFlow} and flow_version = ${fromVersion}`

/** How many cases of the item run under which flow. */
export async function countByFlow(
  db: Db,
  scope: Scope,
  { itemCode, agencyCode }: Omit<Source, 'fromFlow' | 'fromVersion'>,
) {
  const { rows } = await sql<{ flow: string; flowVersion: number; cases: number }>`
    select flow, flow_version, count(*)::int as cases from cases."case"
    where ${within(scope)} and agency_code = ${agencyCode} and ${open} and item_code = ${itemCode}
    group by flow, flow_version order by cases desc, flow, flow_version limit 100`.execute(db)
  return rows
}

/** How many cases are in which situation: a few dozen rows, however many cases there are. */
export async function countSituations(db: Db, scope: Scope, source: Source) {
  const { rows } = await sql<Moving & { cases: number }>`
    select s.*, count(*)::int as cases
    from (select ${moving} from cases."case" c where ${within(scope)} and ${running(source)}) s
    group by s.status, s.item_version, s.pending, s.owes, s.fee, s.opinions_asked, s.first_reviewed
    order by s.status, s.item_version`.execute(db)
  return rows
}

type Listed = Moving & Pick<CaseRow, 'id' | 'caseNumber' | 'dueOn'>

/** The cases one by one, by id; one more than asked for. */
export async function listMoving(
  db: Db,
  scope: Scope,
  source: Source,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<Listed[]> {
  const { rows } = await sql<Listed>`
    select c.id, c.case_number, c.due_on, ${moving} from cases."case" c
    where ${within(scope)} and ${running(source)} and (${after ?? ''} = '' or c.id > ${after ?? null}::uuid)
    order by c.id limit ${limit + 1}`.execute(db)
  return rows
}

type Locked = Moving & Pick<CaseRow, 'id' | 'version' | 'flow' | 'flowVersion' | 'bundle'>

/**
 * These cases, locked, in the order in which all lock them. Read by a second statement: the first may have waited for an act
 * that asked others for an opinion, and would not see their rows.
 */
export async function lockMoving(tx: Tx, ids: string[]): Promise<Locked[]> {
  await sql`select from cases."case" where id = any (${ids}::uuid[]) order by id for update`.execute(tx)
  const { rows } = await sql<Locked>`
    select c.id, c.version, c.flow, c.flow_version, c.bundle, ${moving}
    from cases."case" c where c.id = any (${ids}::uuid[]) order by c.id`.execute(tx)
  return rows
}
