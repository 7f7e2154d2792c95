import { type FieldSchema, type FormSchema, isChoice } from './form-schema.ts'
import { type FormValue, visibleFields } from './form-rules.ts'

/**
 * Situations (情形, 业务办理项): a question of the form whose options switch materials and fields on and off. What no option
 * names is always asked for; what some option names, only where one that names it is chosen. The answers are part of the
 * form, so that they are checked, sealed and shown like all others. A question may be switched off by one before it.
 */
export interface Situation {
  /** key of a single-choice field of the form */
  field: string
  options: readonly { value: string; materials: readonly string[]; fields: readonly string[] }[]
}
export interface SituatedGuide<M extends { id: string } = { id: string }> {
  form: FormSchema
  materials: readonly M[]
  situations?: readonly Situation[] | undefined
}

/** What holds for these answers: the form without the fields switched off, their names, and the materials asked for. */
export function situate<M extends { id: string }>(
  { form, materials, situations = [] }: SituatedGuide<M>,
  answers: FormValue,
): { form: FormSchema; off: ReadonlySet<string>; materials: M[] } {
  if (situations.length === 0) return { form, off: new Set(), materials: [...materials] }
  const shown = new Set(visibleFields(form, answers))
  const off = new Set<string>()
  const spared = new Set<string>()
  for (const { field, options } of situations) {
    const answer = shown.has(field) && !off.has(field) ? answers[field] : undefined
    const chosen = options.find(({ value }) => value === answer)
    for (const option of options) {
      for (const name of option.fields) if (!chosen?.fields.includes(name)) off.add(name)
      for (const id of option.materials) if (!chosen?.materials.includes(id)) spared.add(id)
    }
  }
  return { form: without(form, off), off, materials: materials.filter(({ id }) => !spared.has(id)) }
}

/** The answers without those to questions that are switched off. */
export function pruneOff(answers: FormValue, off: ReadonlySet<string>): FormValue {
  return Object.fromEntries(Object.entries(answers).filter(([name]) => !off.has(name)))
}

function without(form: FormSchema, off: ReadonlySet<string>): FormSchema {
  const stays = (name: string) => !off.has(name)
  const { required = [], allOf = [] } = form
  const conditions = allOf
    .filter((condition) => condition.if.required.every(stays))
    .map((condition) => ({ ...condition, then: { required: condition.then.required.filter(stays) } }))
  const steps = form['x-steps']?.map((step) => ({ ...step, fields: step.fields.filter(stays) }))
  return {
    ...form,
    properties: Object.fromEntries(Object.entries(form.properties).filter(([name]) => stays(name))),
    required: required.filter(stays),
    allOf: conditions.filter((condition) => condition.then.required.length > 0),
    ...(steps ? { 'x-steps': steps.filter(({ fields }) => fields.length > 0) } : {}),
  }
}

const isChoiceField = (field: FieldSchema | undefined) => field?.type === 'string' && isChoice(field)

/** Where situations name what the guide does not have, or cannot work; `path` is a JSON Pointer into the guide. */
export function situationFaults({
  form,
  materials,
  situations = [],
}: SituatedGuide): { path: string; message: string }[] {
  const ids = new Set(materials.map(({ id }) => id))
  const questions = situations.map(({ field }) => field)
  return situations.flatMap(({ field, options }, index) => {
    const at = `/situations/${index}`
    const asked = form.properties[field]
    if (asked?.type !== 'string' || !isChoice(asked)) return [{ path: at, message: '情形要选一个单选题，请重新选择' }]
    const title = asked.title
    const values = new Set(asked.oneOf.map((option) => option.const))
    const says = (isWrong: boolean, message: string) => (isWrong ? [{ path: at, message }] : [])
    return [
      ...says(questions.indexOf(field) !== index, `“${title}”重复出现在情形里`),
      ...says(!(form.required ?? []).includes(field), `“${title}”决定要交什么，应设为必填`),
      ...says(
        options.every((option) => option.materials.length + option.fields.length === 0),
        `“${title}”还没有影响任何材料或问题`,
      ),
      ...options.flatMap(({ value, materials: named, fields }) => [
        ...says(!values.has(value), `“${title}”里已经没有选项 ${value}，请删去`),
        ...named.flatMap((id) => says(!ids.has(id), `“${title}”用到的材料 ${id} 已经不在材料清单里`)),
        ...fields.flatMap((name) => [
          ...says(!Object.hasOwn(form.properties, name), `“${title}”用到的问题 ${name} 已经不在表单里`),
          ...says(name === field, `“${title}”不能让自己出现或消失`),
          ...says(
            questions.slice(0, index).includes(name) && isChoiceField(form.properties[name]),
            `“${form.properties[name]?.title ?? name}”排在“${title}”前面，不能由它决定`,
          ),
        ]),
      ]),
    ]
  })
}
