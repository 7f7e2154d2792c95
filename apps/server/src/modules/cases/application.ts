import type { CaseSubmission } from '@zhengtong/contract/cases'
import type { Guide, Material } from '@zhengtong/contract/guide'
import { InvalidRequest, type FieldFault } from '@zhengtong/contract/problem'
import { newestFlow } from '@zhengtong/domain/flows'
import { pruneHidden, validateForm } from '@zhengtong/domain/form-rules'
import { pruneOff, situate } from '@zhengtong/domain/situations'
import { legalDate } from '../../platform/clock.ts'
import { Problem } from '../../platform/problem.ts'

type Answers = CaseSubmission['form']
type Materials = CaseSubmission['materials']

/** What is known of the applicant from his verified account. */
export interface Applicant {
  name: string
  idNumber: string
  phone: string | null
  /** The organisation that he applies for, as registered. */
  organisation?: { name: string; code: string; representativeName: string }
}

/** The parts of a guide that an application is checked against. */
export type Asked = Pick<Guide, 'form' | 'flow' | 'situations'> & {
  materials: readonly Pick<Material, 'id' | 'materialName' | 'isNeed' | 'allowLater' | 'obtainMode'>[]
}

/** What was filled in; `results` are the materials that earlier results of a bundle serve as. */
interface Sent {
  form: Answers
  materials: Materials
  owed: readonly string[]
  results?: readonly string[]
}

/**
 * Checks an application against the guide it was filled in for, and returns the answers to keep: prefilled fields come from
 * the verified account whatever was sent, hidden ones and those that his situation does not ask for are dropped. All faults
 * are reported at once.
 */
export function checkApplication(...application: Parameters<typeof applicationFaults>): Answers {
  const { form, faults } = applicationFaults(...application)
  if (faults.length) throw new Problem(InvalidRequest, { errors: faults })
  return form
}

/** The same without a refusal: the answers to keep, and all that is wrong. */
export function applicationFaults(guide: Asked, sent: Sent, applicant: Applicant, now: Date, allowDemo: boolean) {
  const filled = withPrefill(guide, sent.form, applicant)
  const here = situate(guide, filled)
  const form = pruneHidden(here.form, pruneOff(filled, here.off)) as Answers
  const faults: FieldFault[] = [
    ...validateForm(here.form, form, { today: legalDate(now), allowDemo }).map(({ path, message }) => ({
      path: `/form${path}`,
      message,
    })),
    ...materialFaults({ ...guide, materials: here.materials }, sent),
  ]
  return { form, faults }
}

function withPrefill(guide: Asked, form: Answers, applicant: Applicant): Answers {
  const known: Record<string, string | null> = {
    'applicant.name': applicant.name,
    'applicant.idNumber': applicant.idNumber,
    'applicant.phone': applicant.phone,
    'organisation.name': applicant.organisation?.name ?? null,
    'organisation.code': applicant.organisation?.code ?? null,
    'organisation.representative': applicant.organisation?.representativeName ?? null,
  }
  const filled: Answers = { ...form }
  for (const [key, field] of Object.entries(guide.form.properties)) {
    const value = known[field['x-ui']?.prefill ?? '']
    if (value) filled[key] = value
  }
  return filled
}

/**
 * Required uploads are there, or promised for later where the guide allows that (容缺), and nothing is that the guide does not
 * ask for (指南即合同).
 */
function materialFaults(guide: Asked, { materials, owed, results = [] }: Sent): FieldFault[] {
  const faults: FieldFault[] = []
  const given = new Map(materials.map(({ materialId, fileIds }) => [materialId, fileIds.length]))
  materials.forEach(({ materialId }, index) => {
    if (!guide.materials.some(({ id }) => id === materialId))
      faults.push({ path: `/materials/${index}/materialId`, message: '办事指南没有要求这项材料' })
  })
  const takesLater = allowsLater(guide)
  owed.forEach((materialId, index) => {
    const material = guide.materials.find(({ id }) => id === materialId)
    if (!material?.allowLater || !takesLater) faults.push({ path: `/owed/${index}`, message: '这项材料不能后补' })
    else if (given.get(materialId)) faults.push({ path: `/owed/${index}`, message: '这项材料已经上传，不用后补' })
  })
  if (given.size < materials.length) faults.push({ path: '/materials', message: '同一项材料重复出现' })
  for (const { id, materialName, isNeed, allowLater, obtainMode } of guide.materials) {
    if (obtainMode !== 'UPLOAD' || given.get(id) || results.includes(id)) continue
    if (isNeed === '1') faults.push({ path: `/materials/${id}`, message: `请上传“${materialName}”` })
    else if (allowLater && takesLater && !owed.includes(id))
      faults.push({ path: `/materials/${id}`, message: `请上传“${materialName}”，或者承诺以后补交` })
  }
  return faults
}

/** Whether the guide's procedure waits for what is promised: one that decides on a promise at once does not. */
const allowsLater = ({ flow = 'standard' }: Asked): boolean =>
  newestFlow(flow).transitions.some(({ action }) => action === 'hand-in-later')
