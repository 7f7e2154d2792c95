import type { Db } from '../../platform/db.ts'
import type { Services } from '../../platform/services.ts'
import type { StaffMember } from '../../platform/actor.ts'
import { readScope } from './read-scope.ts'
import { maskedResultNumber } from './result-number.ts'
import type { BundleLink } from './case-parts.ts'
import { findScopedCase } from './store.ts'

/** A bundle has twenty children at most. */
const MOST = 20

/** What the module bundles needs of the cases of one bundle. */
export function listChildCases(db: Db, ids: readonly string[]) {
  if (ids.length === 0) return Promise.resolve([])
  return db
    .selectFrom('cases.case')
    .select([
      'id',
      'caseNumber',
      'queryCode',
      'status',
      'version',
      'flow',
      'flowVersion',
      'noticeDueOn',
      'promiseDueOn',
      'decidedOn',
      'reason',
      'resultName',
      'resultNumber',
      'resultNumberSealed',
    ])
    .where('id', 'in', ids)
    .limit(MOST)
    .execute()
}

/** The bundle that a case is part of, for an officer who may read the case. */
export async function bundleForOfficer(db: Db, officer: StaffMember, caseId: string): Promise<BundleLink | undefined> {
  return (await findScopedCase(db, await readScope(db, officer), caseId))?.bundle ?? undefined
}

/** By material, the results of earlier children that serve as it; of an identity number only that there is one. */
export async function resultsOf({ db, crypto }: Services, bundle: BundleLink | null) {
  if (!bundle || bundle.results.length === 0) return new Map<string, ServingResult>()
  const ids = bundle.results.map(({ caseId }) => caseId)
  const rows = await db
    .selectFrom('cases.case')
    .select(['id', 'itemName', 'resultName', 'resultNumber', 'resultNumberSealed'])
    .where('id', 'in', ids)
    .limit(MOST)
    .execute()
  return new Map(
    bundle.results.flatMap(({ materialId, caseId }) => {
      const row = rows.find(({ id }) => id === caseId)
      const { itemName = '', resultName } = row ?? {}
      const result = row && {
        itemName,
        resultName: resultName ?? itemName,
        resultNumber: maskedResultNumber(crypto, row),
      }
      return result ? [[materialId, result] as const] : []
    }),
  )
}
interface ServingResult {
  itemName: string
  resultName: string
  resultNumber: string | null
}
