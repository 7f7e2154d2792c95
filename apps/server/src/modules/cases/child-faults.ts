import type { CaseSubmission } from '@zhengtong/contract/cases'
import type { Guide } from '@zhengtong/contract/guide'
import type { FieldFault } from '@zhengtong/contract/problem'
import type { Citizen } from '../../platform/actor.ts'
import type { Services } from '../../platform/services.ts'
import { applicationFaults, type Asked } from './application.ts'
import { checkSubject } from './subject.ts'
import { applicantOf, checkLevel } from './submit.ts'

type Filled = Pick<CaseSubmission, 'form' | 'materials'>

/** The answers to keep of a form that is not a guide's own, and all that is wrong with them. */
export function checkedAnswers({ crypto, config }: Services, citizen: Citizen, asked: Asked, filled: Filled) {
  return applicationFaults(asked, { ...filled, owed: [] }, applicantOf({ crypto }, citizen), citizen.now, config.demo)
}

/**
 * What is wrong with a child's application before its bundle is submitted. `later` are the fields that earlier results will
 * fill, `results` the materials that they serve as: nobody can say anything about them yet.
 */
export function faultsOfChild(
  { crypto, config }: Services,
  citizen: Citizen,
  guide: Guide,
  child: Filled & { itemCode: string; results: readonly string[]; later: readonly string[] },
): FieldFault[] {
  checkSubject(citizen, child, guide)
  checkLevel(citizen, guide.identityLevel)
  const sent = { ...child, owed: [] }
  const { faults } = applicationFaults(guide, sent, applicantOf({ crypto }, citizen), citizen.now, config.demo)
  return faults.filter(({ path }) => !child.later.some((field) => path === `/form/${field}`))
}
