import type { StaffBundle } from '@zhengtong/contract/bundles'
import { CaseNotFound } from '@zhengtong/contract/case-problems'
import { bundleLabels, bundleStatus } from '@zhengtong/domain/bundle-status'
import type { StaffMember } from '../../platform/actor.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as cases from '../cases/index.ts'
import { labelOf } from './progress.ts'
import { childrenNow } from './state.ts'

/** The bundle of an officer's own case, and how its other children stand: nothing else of other agencies' cases. */
export async function showToOfficer({ db }: Services, officer: StaffMember, caseId: string): Promise<StaffBundle> {
  const bundle = await cases.bundleForOfficer(db, officer, caseId)
  if (!bundle) throw new Problem(CaseNotFound)
  const { children } = await childrenNow(db, bundle.id)
  return {
    name: bundle.name,
    subject: bundle.subject,
    label: bundleLabels[bundleStatus(children.map(({ phase }) => phase))],
    items: children.map((child) => ({
      itemName: child.row.itemName,
      agencyName: child.row.agencyName,
      label: labelOf(child),
      phase: child.phase,
      isThis: child.row.caseId === caseId,
    })),
  }
}
