import type { FormValue } from './form-rules.ts'
import type { FormSchema, Scalar } from './form-schema.ts'

/**
 * A bundle (一件事) as data: several items that one event of life needs, applied for with one form and one set of materials
 * (国发〔2024〕3号). Each child becomes a case of its own with its own agency and clock; the bundle only says what feeds what.
 */
export interface Bundle {
  code: string
  name: string
  form: FormSchema
  materials: readonly BundleMaterial[]
  children: readonly BundleChild[]
  subject: BundleSubject
}

export interface BundleMaterial {
  id: string
  materialName: string
}

export interface BundleChild {
  key: string
  /** The item's key in the base list; which agency does it depends on the region. */
  baseKey: string
  /** Only when this answer was given; without it, always. */
  when?: BundleCondition
  /** Children that must be granted before this one starts. */
  after: readonly string[]
  /** Field of the child's form -> where its value comes from; fields prefilled from the account are left out. */
  fields: Readonly<Record<string, BundleSource>>
  /** Material of the child's guide -> which upload, or whose result, serves as it. */
  materials: Readonly<Record<string, BundleMaterialSource>>
}
export interface BundleCondition {
  field: string
  equals: readonly Scalar[]
}
/** `resultOf`: the number of the result that this earlier child was granted. */
export type BundleSource = { answer: string } | { value: Scalar } | { resultOf: string }
export type BundleMaterialSource = { material: string } | { resultOf: string }

/**
 * Whom it is about, who is not always the applicant: a newborn without a number, somebody who died, a company that does not
 * exist yet. `name` and `idNumber` are fields of the form; `numberFrom` the child whose result gives the subject its number.
 */
export type BundleSubject =
  | { kind: 'applicant' }
  | { kind: 'newborn' | 'company'; name: string; numberFrom: string }
  | { kind: 'deceased'; name: string; idNumber: string }

/** What a bundle needs to know of a child's guide. */
export interface ChildGuide {
  form: FormSchema
  materials: readonly { id: string; materialName: string; isNeed: '1' | '2'; obtainMode: string }[]
  promiseDay?: number | undefined
  promiseType?: 'workday' | 'day' | 'month' | undefined
  limitSceneNum?: number | undefined
}
export type ChildGuides = Readonly<Record<string, ChildGuide>>

/** The children that these answers ask for, in the bundle's order. */
export function chosenChildren<Child extends BundleChild>(children: readonly Child[], answers: FormValue): Child[] {
  return children.filter(({ when }) => !when || when.equals.some((value) => value === answers[when.field]))
}

/** What the child's form gets; without the results of children that are not decided yet. */
export function childAnswers(
  { fields }: BundleChild,
  answers: FormValue,
  results: Readonly<Record<string, string>>,
): FormValue {
  const entries = Object.entries(fields).map(([field, source]) => [field, valueOf(source, answers, results)] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

function valueOf(source: BundleSource, answers: FormValue, results: Readonly<Record<string, string>>): unknown {
  if ('answer' in source) return answers[source.answer]
  return 'value' in source ? source.value : results[source.resultOf]
}

/** The uploads that serve as the child's materials: each file is handed in once and used by every child that needs it. */
export function childUploads(
  { materials }: BundleChild,
  given: readonly { materialId: string; fileIds: string[] }[],
): { materialId: string; fileIds: string[] }[] {
  return Object.entries(materials).flatMap(([materialId, source]) => {
    const upload = 'material' in source && given.find((one) => one.materialId === source.material)
    return upload && upload.fileIds.length > 0 ? [{ materialId, fileIds: upload.fileIds }] : []
  })
}

/** The child's materials that earlier results serve as, by the child that was granted. */
export function childResults({ materials }: BundleChild): { materialId: string; resultOf: string }[] {
  return Object.entries(materials).flatMap(([materialId, source]) =>
    'resultOf' in source ? [{ materialId, resultOf: source.resultOf }] : [],
  )
}

/** Fields of the child's form that earlier results fill. */
export function fedFields({ fields }: BundleChild): string[] {
  return Object.keys(fields).filter((field) => 'resultOf' in (fields[field] ?? {}))
}

/** The path of a fault in a child's application, as it is called in the bundle; undefined: nothing there for a person to mend. */
export function pathInBundle({ fields, materials }: BundleChild, path: string): string | undefined {
  const [, part, name = '', ...rest] = path.split('/')
  const field = part === 'form' ? fields[name] : undefined
  if (field) return 'answer' in field ? ['', 'form', field.answer, ...rest].join('/') : undefined
  const material = part === 'materials' ? materials[name] : undefined
  return material && 'material' in material ? `/materials/${material.material}` : undefined
}

/** Which of these children use each upload, and which cannot do without it. */
export function materialsOf(
  bundle: Pick<Bundle, 'materials'>,
  children: readonly BundleChild[],
  guides: ChildGuides,
): { id: string; usedBy: string[]; requiredBy: string[] }[] {
  return bundle.materials
    .map(({ id }) => {
      const uses = children.flatMap(({ key, materials }) =>
        Object.entries(materials).flatMap(([own, source]) => {
          const material = guides[key]?.materials.find((one) => one.id === own)
          return material && 'material' in source && source.material === id ? [{ key, isNeed: material.isNeed }] : []
        }),
      )
      return {
        id,
        usedBy: uses.map(({ key }) => key),
        requiredBy: uses.filter(({ isNeed }) => isNeed === '1').map(({ key }) => key),
      }
    })
    .filter(({ usedBy }) => usedBy.length > 0)
}

const fifths = { workday: 7, day: 5, month: 150 } as const

/** A promised limit in working days, rounded up; 即办 counts as none. */
export function promisedWorkdays({ promiseDay = 0, promiseType = 'workday' }: ChildGuide): number {
  return Math.ceil((promiseDay * fifths[promiseType]) / fifths.workday)
}

/** The longest chain of promises, in working days: children on other branches run beside it. */
export function criticalPath(
  children: readonly Pick<BundleChild, 'key' | 'after'>[],
  guides: ChildGuides,
): { workdays: number; path: string[] } {
  const known = new Map<string, { workdays: number; path: string[] }>()
  const longest = (chains: { workdays: number; path: string[] }[]) =>
    chains.reduce((best, chain) => (chain.workdays >= best.workdays ? chain : best), { workdays: 0, path: [] })
  // Children come in an order in which nobody waits for a later one; the checker sees to it.
  for (const { key, after } of children) {
    const before = longest(after.flatMap((earlier) => known.get(earlier) ?? []))
    const guide = guides[key]
    const own = guide ? promisedWorkdays(guide) : 0
    known.set(key, { workdays: before.workdays + own, path: [...before.path, key] })
  }
  return longest([...known.values()])
}

export interface Saving {
  apart: number
  together: number
}

/** What doing it at once spares, counted in the guides: forms, fields, uploads, visits. */
export function savingsOf(
  bundle: Pick<Bundle, 'form' | 'materials'>,
  children: readonly BundleChild[],
  guides: ChildGuides,
): Record<'forms' | 'fields' | 'materials' | 'visits', Saving> {
  const own = children.flatMap(({ key }) => guides[key] ?? [])
  const sum = (count: (guide: ChildGuide) => number) => own.reduce((total, guide) => total + count(guide), 0)
  return {
    forms: { apart: own.length, together: 1 },
    fields: {
      apart: sum(({ form }) => Object.keys(form.properties).length),
      together: Object.keys(bundle.form.properties).length,
    },
    materials: {
      apart: sum(({ materials }) => materials.filter(({ obtainMode }) => obtainMode === 'UPLOAD').length),
      together: materialsOf(bundle, children, guides).length,
    },
    visits: {
      apart: sum(({ limitSceneNum = 0 }) => limitSceneNum),
      together: Math.max(0, ...own.map(({ limitSceneNum = 0 }) => limitSceneNum)),
    },
  }
}
