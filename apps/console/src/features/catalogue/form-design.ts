import type { FieldHints, FieldSchema, FormSchema } from '@zhengtong/domain/form-schema'

/** Changes to a form as the designer makes them, each answering a new form; fields stand in the order of its steps. */
export type PaletteKind =
  | 'text'
  | 'textarea'
  | 'date'
  | 'mobile'
  | 'citizen-id'
  | 'choice'
  | 'multi'
  | 'number'
  | 'money'
  | 'tick'
  | 'rows'

export const palette: Record<PaletteKind, { label: string; field: FieldSchema }> = {
  text: { label: '文字', field: { type: 'string', title: '文字', minLength: 1, maxLength: 100 } },
  textarea: {
    label: '多行文字',
    field: { type: 'string', title: '多行文字', minLength: 1, maxLength: 500, 'x-ui': { widget: 'textarea' } },
  },
  choice: {
    label: '单选',
    field: {
      type: 'string',
      title: '单选',
      oneOf: [
        { const: 'option1', title: '选项一' },
        { const: 'option2', title: '选项二' },
      ],
    },
  },
  multi: {
    label: '多选',
    field: {
      type: 'array',
      title: '多选',
      minItems: 1,
      uniqueItems: true,
      items: {
        type: 'string',
        oneOf: [
          { const: 'option1', title: '选项一' },
          { const: 'option2', title: '选项二' },
        ],
      },
    },
  },
  number: { label: '数字', field: { type: 'number', title: '数字', minimum: 0 } },
  money: {
    label: '金额',
    field: { type: 'number', title: '金额（元）', minimum: 0, multipleOf: 0.01, 'x-ui': { widget: 'money' } },
  },
  date: { label: '日期', field: { type: 'string', title: '日期', format: 'date' } },
  mobile: { label: '手机号', field: { type: 'string', title: '手机号', format: 'mobile' } },
  'citizen-id': {
    label: '身份证号',
    field: { type: 'string', title: '身份证号', format: 'citizen-id', 'x-ui': { sensitive: 'sensitive' } },
  },
  tick: { label: '承诺勾选', field: { type: 'boolean', title: '我承诺以上内容真实', const: true } },
  rows: {
    label: '多行内容',
    field: {
      type: 'array',
      title: '多行内容',
      minItems: 1,
      maxItems: 10,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: { name: { type: 'string', title: '姓名', minLength: 1, maxLength: 50 } },
      },
    },
  },
}

type Step = { title: string; fields: string[] }
export const stepsIn = (form: FormSchema): Step[] =>
  form['x-steps'] ?? [{ title: '填写信息', fields: Object.keys(form.properties) }]

/** The form with other steps; its fields take their order from them. */
function withSteps(form: FormSchema, steps: Step[]): FormSchema {
  const inOrder = steps.flatMap(({ fields }) => fields)
  const properties = Object.fromEntries(
    inOrder.flatMap((key) => {
      const field = form.properties[key]
      return field ? [[key, field]] : []
    }),
  )
  return { ...form, properties, 'x-steps': steps }
}

export function addField(form: FormSchema, kind: PaletteKind, step: number): { form: FormSchema; key: string } {
  let serial = Object.keys(form.properties).length + 1
  while (Object.hasOwn(form.properties, `field${serial}`)) serial += 1
  const key = `field${serial}`
  const field = structuredClone(palette[kind].field)
  const steps = stepsIn(form).map((each, index) => (index === step ? { ...each, fields: [...each.fields, key] } : each))
  return { key, form: withSteps({ ...form, properties: { ...form.properties, [key]: field } }, steps) }
}

/** Removes a field with everything that hangs on it: conditions, and the condition under which others appear. */
export function removeField(form: FormSchema, key: string): FormSchema {
  const { [key]: _, ...properties } = form.properties
  const freed = Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [
      name,
      field['x-ui']?.showWhen?.field === key ? withHints(field, { showWhen: undefined }) : field,
    ]),
  )
  const allOf = (form.allOf ?? [])
    .filter((condition) => !condition.if.required.includes(key))
    .map((condition) => ({ ...condition, then: { required: condition.then.required.filter((name) => name !== key) } }))
    .filter((condition) => condition.then.required.length > 0)
  const steps = stepsIn(form).map((step) => ({ ...step, fields: step.fields.filter((name) => name !== key) }))
  const required = (form.required ?? []).filter((name) => name !== key)
  return withSteps({ ...form, properties: freed, required, allOf }, steps)
}

/** Moves a field up or down; over the edge of its step it goes into the next one. */
export function moveField(form: FormSchema, key: string, by: -1 | 1): FormSchema {
  const steps = stepsIn(form).map(({ title, fields }) => ({ title, fields: [...fields] }))
  const from = steps.findIndex(({ fields }) => fields.includes(key))
  const here = steps[from]
  if (!here) return form
  const place = here.fields.indexOf(key)
  const neighbour = here.fields[place + by]
  if (neighbour !== undefined) {
    here.fields[place + by] = key
    here.fields[place] = neighbour
    return withSteps(form, steps)
  }
  const next = steps[from + by]
  if (!next) return form
  here.fields.splice(place, 1)
  if (by < 0) next.fields.push(key)
  else next.fields.unshift(key)
  return withSteps(form, steps)
}

export const setField = (form: FormSchema, key: string, field: FieldSchema): FormSchema => ({
  ...form,
  properties: { ...form.properties, [key]: field },
})

export function setRequired(form: FormSchema, key: string, on: boolean): FormSchema {
  const rest = (form.required ?? []).filter((name) => name !== key)
  return { ...form, required: on ? [...rest, key] : rest }
}

export const addStep = (form: FormSchema): FormSchema =>
  withSteps(form, [...stepsIn(form), { title: `第 ${stepsIn(form).length + 1} 步`, fields: [] }])

export const renameStep = (form: FormSchema, index: number, title: string): FormSchema =>
  withSteps(
    form,
    stepsIn(form).map((step, place) => (place === index ? { ...step, title } : step)),
  )

export const removeStep = (form: FormSchema, index: number): FormSchema =>
  withSteps(
    form,
    stepsIn(form).filter((_, place) => place !== index),
  )

/** A field with other hints; what is undefined goes. */
export function withHints(
  field: FieldSchema,
  change: { [K in keyof FieldHints]?: FieldHints[K] | undefined },
): FieldSchema {
  const merged = Object.entries({ ...field['x-ui'], ...change }).filter(([, value]) => value !== undefined)
  const { 'x-ui': _, ...rest } = field
  return (merged.length ? { ...rest, 'x-ui': Object.fromEntries(merged) } : rest) as FieldSchema
}

/** A field with another keyword; undefined takes it away. */
export function withKeyword(field: FieldSchema, key: string, value: unknown): FieldSchema {
  const { [key]: _, ...rest } = { ...field } as Record<string, unknown>
  return (value === undefined ? rest : { ...rest, [key]: value }) as FieldSchema
}
