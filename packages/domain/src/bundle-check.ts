import { materialsOf, type Bundle, type BundleChild, type ChildGuide, type ChildGuides } from './bundle.ts'
import { checkFormSchema, requiredFields, type FormValue } from './form-rules.ts'
import { isChoice, type FieldSchema } from './form-schema.ts'

/**
 * What must hold in a bundle before it is published: whoever answers its one form and hands in its one set of materials has
 * given every child all it needs, nothing is asked twice or for nobody, and no child can wait for ever.
 */
export type BundleRule = 'B1' | 'B2' | 'B3' | 'B4' | 'B5' | 'B6' | 'B7' | 'B8' | 'B9'
/** `path` is a JSON Pointer into the bundle; `message` is for the editor. */
export type BundleFault = { rule: BundleRule; path: string; message: string }

/** Fields that the server fills in from the verified account. */
const fromAccount = new Set(['applicant.name', 'applicant.idNumber', 'applicant.phone'])

type Check = (bundle: Bundle, guides: ChildGuides) => Omit<BundleFault, 'rule'>[]

/** B1: names are unique, every child has a guide, and nobody waits for a later child (so there is no circle). */
const order: Check = ({ children }, guides) => {
  const seen = new Set<string>()
  return children.flatMap(({ key, after }, index) => {
    const faults = after.flatMap((earlier) =>
      seen.has(earlier) ? [] : [{ path: `/children/${index}/after`, message: `“${earlier}”没有排在“${key}”之前` }],
    )
    if (seen.has(key)) faults.push({ path: `/children/${index}/key`, message: `子项“${key}”重复` })
    if (!guides[key]) faults.push({ path: `/children/${index}/baseKey`, message: `“${key}”没有可以在线申请的办事指南` })
    seen.add(key)
    return faults
  })
}

/** B2: the form is one that the renderer and the validator know. */
const form: Check = (bundle) =>
  checkFormSchema(bundle.form).map(({ path, message }) => ({ path: `/form${path}`, message }))

/** B3: a condition asks for an answer that the form offers, and a child is never chosen without those it waits for. */
const conditions: Check = ({ children, form: schema }) =>
  children.flatMap(({ key, when, after }, index) => {
    const path = `/children/${index}/when`
    const field = when && schema.properties[when.field]
    const faults = []
    if (when && !(field?.type === 'string' && isChoice(field) && when.equals.every((one) => offers(field, one))))
      faults.push({ path, message: `“${key}”的条件不是表单里的选项` })
    for (const earlier of children.filter((one) => after.includes(one.key)))
      if (earlier.when && JSON.stringify(earlier.when) !== JSON.stringify(when))
        faults.push({ path, message: `“${key}”要等“${earlier.key}”，但后者可能没有选` })
    return faults
  })

const offers = (field: FieldSchema & { oneOf: { const: string }[] }, value: unknown) =>
  field.oneOf.some((option) => option.const === value)

/** B4: every field that a child's form requires is fed, by something that is there by then. */
const fields: Check = (bundle, guides) =>
  bundle.children.flatMap((child, index) => {
    const guide = guides[child.key]
    if (!guide) return []
    const path = `/children/${index}/fields`
    const unknown = Object.keys(child.fields).filter((name) => !guide.form.properties[name])
    const missing = neededFields(guide, child).filter((name) => !child.fields[name])
    return [
      ...unknown.map((name) => ({ path: `${path}/${name}`, message: `“${child.key}”的表单没有“${name}”` })),
      ...missing.map((name) => ({ path, message: `“${child.key}”的必填项“${name}”没有来源` })),
      ...sourcesMissing(bundle, child, path),
    ]
  })

/** Required fields that the account does not fill, given the constants that the bundle sends. */
function neededFields({ form: schema }: ChildGuide, { fields: sources }: BundleChild): string[] {
  const constants = Object.fromEntries(
    Object.entries(sources).flatMap(([name, source]) => ('value' in source ? [[name, source.value]] : [])),
  )
  return [...requiredFields(schema, constants)].filter(
    (name) => !fromAccount.has(schema.properties[name]?.['x-ui']?.prefill ?? ''),
  )
}

function sourcesMissing(bundle: Bundle, child: BundleChild, path: string) {
  const before = predecessors(bundle, child)
  return Object.entries(child.fields).flatMap(([name, source]) => {
    if ('answer' in source && !bundle.form.properties[source.answer])
      return [{ path: `${path}/${name}`, message: `一张表单里没有“${source.answer}”` }]
    if ('resultOf' in source && !before.has(source.resultOf))
      return [{ path: `${path}/${name}`, message: `“${child.key}”不在“${source.resultOf}”之后，拿不到它的结果` }]
    return []
  })
}

/** All children that are granted before this one starts. */
function predecessors(bundle: Bundle, child: BundleChild, seen = new Set<string>()): Set<string> {
  for (const key of child.after) {
    if (seen.has(key)) continue
    seen.add(key)
    const earlier = bundle.children.find((one) => one.key === key)
    if (earlier) predecessors(bundle, earlier, seen)
  }
  return seen
}

/** B5: what is answered fits the child's field: same type, no option that the child does not know. */
const types: Check = (bundle, guides) =>
  bundle.children.flatMap((child, index) =>
    Object.entries(child.fields).flatMap(([name, source]) => {
      const path = `/children/${index}/fields/${name}`
      const target = guides[child.key]?.form.properties[name]
      const asked = 'answer' in source ? bundle.form.properties[source.answer] : undefined
      if (!target || 'resultOf' in source) return []
      if ('value' in source)
        return accepts(target, source.value) ? [] : [{ path, message: `“${name}”不接受“${String(source.value)}”` }]
      return !asked || fits(asked, target) ? [] : [{ path, message: `“${source.answer}”与“${name}”的类型或选项不一致` }]
    }),
  )

function accepts(field: FieldSchema, value: unknown): boolean {
  if (field.type === 'string') return typeof value === 'string' && (!isChoice(field) || offers(field, value))
  return field.type === 'integer' || field.type === 'number' ? typeof value === 'number' : typeof value === field.type
}

function fits(asked: FieldSchema, target: FieldSchema): boolean {
  if (asked.type !== target.type) return false
  if (asked.type !== 'string' || target.type !== 'string' || !isChoice(target)) return true
  return isChoice(asked) && asked.oneOf.every((option) => offers(target, option.const))
}

/** B6: what a child requires the form requires too, whenever that child is chosen. */
const required: Check = (bundle, guides) =>
  bundle.children.flatMap((child, index) => {
    const guide = guides[child.key]
    const asked = requiredFields(bundle.form, choosing(child))
    return guide
      ? neededFields(guide, child).flatMap((name) => {
          const source = child.fields[name]
          return source && 'answer' in source && !asked.has(source.answer)
            ? [
                {
                  path: `/children/${index}/fields/${name}`,
                  message: `“${child.key}”必填，一张表单里“${source.answer}”却可以不填`,
                },
              ]
            : []
        })
      : []
  })

/** Answers that choose this child, with every other choice open. */
const choosing = ({ when }: BundleChild): FormValue => (when ? { [when.field]: when.equals[0] } : {})

/** B7: every upload that a child requires comes from the one set of materials or from an earlier result. */
const materials: Check = (bundle, guides) =>
  bundle.children.flatMap((child, index) => {
    const path = `/children/${index}/materials`
    const own = guides[child.key]?.materials ?? []
    const before = predecessors(bundle, child)
    return [
      ...own.flatMap(({ id, materialName, isNeed, obtainMode }) =>
        isNeed === '1' && obtainMode === 'UPLOAD' && !child.materials[id]
          ? [{ path, message: `“${child.key}”的必要材料“${materialName}”没有来源` }]
          : [],
      ),
      ...Object.entries(child.materials).flatMap(([id, source]) => {
        if (own.length > 0 && !own.some((material) => material.id === id))
          return [{ path: `${path}/${id}`, message: `“${child.key}”的指南没有材料“${id}”` }]
        const isThere =
          'material' in source
            ? bundle.materials.some((material) => material.id === source.material)
            : before.has(source.resultOf)
        return isThere ? [] : [{ path: `${path}/${id}`, message: `材料“${id}”的来源不存在，或者那时还没有` }]
      }),
    ]
  })

/** B8: nothing is asked for nobody, and no material twice. */
const once: Check = (bundle, guides) => {
  const used = new Set(
    bundle.children.flatMap(({ fields: sources, when }) => [
      ...Object.values(sources).flatMap((source) => ('answer' in source ? [source.answer] : [])),
      ...(when ? [when.field] : []),
    ]),
  )
  const { subject } = bundle
  if (subject.kind !== 'applicant') used.add(subject.name)
  if (subject.kind === 'deceased') used.add(subject.idNumber)
  for (const field of Object.values(bundle.form.properties)) used.add(field['x-ui']?.showWhen?.field ?? '')
  const needed = new Set(materialsOf(bundle, bundle.children, guides).map(({ id }) => id))
  const names = bundle.materials.map(({ materialName }) => materialName)
  return [
    ...Object.entries(bundle.form.properties).flatMap(([name, field]) =>
      used.has(name) || fromAccount.has(field['x-ui']?.prefill ?? '')
        ? []
        : [{ path: `/form/properties/${name}`, message: `“${field.title}”没有哪个事项要用，不要问` }],
    ),
    ...bundle.materials.flatMap(({ id, materialName }, index) => [
      ...(needed.has(id) ? [] : [{ path: `/materials/${index}`, message: `“${materialName}”没有哪个事项要用` }]),
      ...(names.indexOf(materialName) === index
        ? []
        : [{ path: `/materials/${index}`, message: `“${materialName}”重复，材料只交一次` }]),
    ]),
  ]
}

/** B9: a subject that has no number yet gets it from one child only; that whoever asks for it comes after, B4 sees to. */
const number: Check = (bundle, guides) => {
  const { subject, children, form: schema } = bundle
  if (subject.kind === 'applicant') return []
  const named = subject.kind === 'deceased' ? [subject.name, subject.idNumber] : [subject.name]
  const faults = named
    .filter((name) => !schema.required?.includes(name))
    .map((name) => ({ path: '/subject', message: `办理对象的“${name}”必须在表单里必填` }))
  if (subject.kind === 'deceased') return faults
  if (!children.some(({ key }) => key === subject.numberFrom))
    return [...faults, { path: '/subject/numberFrom', message: `没有子项“${subject.numberFrom}”` }]
  const format = subject.kind === 'newborn' ? 'citizen-id' : 'org-code'
  return [
    ...faults,
    ...children.flatMap(({ key, fields: sources }, index) =>
      Object.entries(sources).flatMap(([name, source]) => {
        const field = guides[key]?.form.properties[name]
        const isNumber = field?.type === 'string' && !isChoice(field) && field.format === format
        return isNumber && 'resultOf' in source && source.resultOf !== subject.numberFrom
          ? [
              {
                path: `/children/${index}/fields/${name}`,
                message: `号码由“${subject.numberFrom}”编，不能用“${source.resultOf}”的结果`,
              },
            ]
          : []
      }),
    ),
  ]
}

const checks: Readonly<Record<BundleRule, Check>> = {
  B1: order,
  B2: form,
  B3: conditions,
  B4: fields,
  B5: types,
  B6: required,
  B7: materials,
  B8: once,
  B9: number,
}

/** All reasons why a bundle cannot be published, by rule; `guides` are those of its children, by key. */
export function bundleFaults(bundle: Bundle, guides: ChildGuides): BundleFault[] {
  return (Object.keys(checks) as BundleRule[]).flatMap((rule) =>
    checks[rule](bundle, guides).map((found) => ({ rule, ...found })),
  )
}
