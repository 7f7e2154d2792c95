import { NotAllowed } from '@zhengtong/contract/problem'
import { CaseNotFound } from '@zhengtong/contract/case-problems'
import type { Clearance } from '@zhengtong/contract/access'
import type { StaffMember } from '../../platform/actor.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as catalogue from '../catalogue/index.ts'
import * as identity from '../identity/index.ts'
import { noteAccess } from './access-store.ts'
import { covers, labelOf, openAnswers } from './form-privacy.ts'
import { openSubject } from './kinship.ts'
import { READING, readScope } from './read-scope.ts'
import * as store from './store.ts'
import { insertUnmasking } from './unmask-store.ts'

/** The applicant's own numbers, beside the fields of the form. */
const OF_APPLICANT = ['applicant.idNumber', 'applicant.phone'] as const

/** The highest clearance of those of the officer's roles that let him read cases. */
export function clearanceOf({ rights }: Pick<StaffMember, 'rights'>): Clearance | null {
  const held = rights.filter(({ permissions }) => permissions.some((each) => READING.includes(each)))
  return (
    (['high', 'sensitive', 'internal', 'public'] as const).find((label) =>
      held.some((each) => each.clearance === label),
    ) ?? null
  )
}

/**
 * Shows one masked value in clear: only to somebody whose clearance covers its label, with a reason that is kept. The
 * value is answered once and stored nowhere.
 */
export async function unmask(
  services: Services,
  officer: StaffMember,
  { caseId, field, reason }: { caseId: string; field: string; reason: string },
): Promise<string> {
  const { db, crypto } = services
  const found = await store.findScopedCase(db, await readScope(db, officer), caseId)
  if (!found) throw new Problem(CaseNotFound)
  const { label, value } = await valueOf(services, found, field)
  if (value === undefined) throw new Problem(CaseNotFound, { detail: '没有这一项' })
  if (!covers(clearanceOf(officer), label))
    throw new Problem(NotAllowed, { detail: '您的角色看不到这一项的完整内容，需要时请找安全管理员' })
  await db.transaction().execute(async (tx) => {
    const at = officer.now.toISOString()
    await insertUnmasking(tx, {
      id: newId(),
      caseId,
      staffId: officer.id,
      field,
      reasonSealed: crypto.seal('cases', reason),
      at,
    })
    await publish(tx, officer, 'case.unmasked', { caseId, field })
  })
  await noteAccess(db, officer, found, 'case')
  return value
}

async function valueOf(
  { db, crypto }: Services,
  found: store.CaseRow,
  field: string,
): Promise<{ label: Clearance; value: string | undefined }> {
  if (OF_APPLICANT.some((each) => each === field)) {
    const subject = found.subjectSealed && openSubject(crypto, found.subjectSealed)
    if (subject)
      return {
        label: 'sensitive',
        value: (field === 'applicant.phone' ? subject.phone : subject.idNumber) ?? undefined,
      }
    const account = await identity.findCitizen(db, found.citizenId)
    const sealed = field === 'applicant.phone' ? account?.phoneSealed : account?.idNumberSealed
    return { label: 'sensitive', value: sealed ? crypto.open(sealed) : undefined }
  }
  const item = await catalogue.itemVersion(db, found.itemCode, found.itemVersion)
  const value = openAnswers(crypto, found.form)[field]
  return {
    label: labelOf(item?.guide.form.properties[field]),
    value: typeof value === 'string' ? value : undefined,
  }
}
