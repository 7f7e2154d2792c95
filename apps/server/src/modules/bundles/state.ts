import { childStates, type ChildFacts, type ChildState } from '@zhengtong/domain/bundle-status'
import type { Db } from '../../platform/db.ts'
import * as cases from '../cases/index.ts'
import * as store from './store.ts'

type ChildCase = Awaited<ReturnType<typeof cases.listChildCases>>[number]
/** A chosen child with its case, if it has one, and what follows from both. */
export interface ChildNow extends ChildState {
  row: store.ChildRow
  found: ChildCase | undefined
}

/** The children of an application as they stand now. */
export async function childrenNow(
  db: Db,
  applicationId: string,
): Promise<{ children: ChildNow[]; facts: ChildFacts[] }> {
  const rows = await store.listChildren(db, applicationId)
  const started = rows.filter(({ startedAt }) => startedAt !== null).map(({ caseId }) => caseId)
  const byId = new Map((await cases.listChildCases(db, started)).map((found) => [found.id, found]))
  const facts = rows.map(({ key, after, caseId, withdrawnAt, stuck }) => ({
    key,
    after,
    caseStatus: byId.get(caseId)?.status ?? null,
    isStuck: stuck !== null,
    isWithdrawn: withdrawnAt !== null,
  }))
  const states = new Map(childStates(facts).map((state) => [state.key, state]))
  const children = rows.flatMap((row) => {
    const state = states.get(row.key)
    return state ? [{ ...state, row, found: byId.get(row.caseId) }] : []
  })
  return { children, facts }
}
