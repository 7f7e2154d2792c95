import { dateFault, type FormContext, formats } from './form-formats.ts'
import {
  type ChoiceField,
  type Condition,
  type FieldSchema,
  type FormSchema,
  isChoice,
  isRows,
  type MultiChoiceField,
  type NumberField,
  type RowsField,
  type RowSchema,
  type Scalar,
  type TextField,
} from './form-schema.ts'

export { checkFormSchema, type SchemaFault } from './form-schema-check.ts'
export type { FormContext } from './form-formats.ts'
export type { FieldHints, FieldSchema, FormSchema, Prefill } from './form-schema.ts'

/**
 * Checks what people fill in against the form's schema, the same on the phone and on the server and without eval. On
 * schemas that `checkFormSchema` passes it agrees with any JSON Schema 2020-12 validator, and adds what that cannot say:
 * hidden fields, formats and dates against today.
 */
export type FaultCode =
  | 'required'
  | 'type'
  | 'minLength'
  | 'maxLength'
  | 'pattern'
  | 'format'
  | 'oneOf'
  | 'minimum'
  | 'maximum'
  | 'multipleOf'
  | 'const'
  | 'minItems'
  | 'maxItems'
  | 'uniqueItems'
  | 'additionalProperties'
  | 'hidden'
  | 'notToday'
/** `path` is a JSON Pointer into the value: '/phone', '/children/0/name'. `message` is for the person who fills in. */
export type FieldFault = { path: string; code: FaultCode; message: string }
export type FormValue = Record<string, unknown>

type Fail = (code: FaultCode, message: string) => FieldFault[]

// Binary fractions: 1.15 / 0.01 is not a whole number, so whole is within a millionth.
const isMultiple = (value: number, step: number) => Math.abs(value / step - Math.round(value / step)) <= 1e-6

function isRecord(value: unknown): value is FormValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const valueOf = (value: FormValue, name: string) => (Object.hasOwn(value, name) ? value[name] : undefined)

const pointer = (path: string, key: string) => `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`

const isOneOf = (allowed: readonly Scalar[], value: unknown) => allowed.some((scalar) => scalar === value)

/** The names of the fields that are shown for this value, in the schema's order. */
export function visibleFields(schema: FormSchema, value: FormValue): string[] {
  return Object.keys(schema.properties).filter((name) => isVisible(schema, value, name, new Set()))
}

// A field shown because of a hidden one is hidden too; a circle of conditions shows nothing.
function isVisible(schema: FormSchema, value: FormValue, name: string, seen: Set<string>): boolean {
  if (seen.has(name) || !Object.hasOwn(schema.properties, name)) return false
  const when = schema.properties[name]?.['x-ui']?.showWhen
  if (!when) return true
  const answer = valueOf(value, when.field)
  const answers = Array.isArray(answer) ? answer : [answer]
  if (!answers.some((one) => isOneOf(when.equals, one))) return false
  return isVisible(schema, value, when.field, new Set([...seen, name]))
}

/** The value without the fields that are hidden for it. */
export function pruneHidden(schema: FormSchema, value: FormValue): FormValue {
  const visible = new Set(visibleFields(schema, value))
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => visible.has(name) || !Object.hasOwn(schema.properties, name)),
  )
}

/** What is stored of what was typed: texts trimmed and in their format's form, blanks and hidden fields left out. */
export function tidyForm(schema: FormSchema, value: FormValue): FormValue {
  return pruneHidden(schema, tidyFields(schema.properties, value))
}

function tidyFields(properties: Record<string, FieldSchema>, value: FormValue): FormValue {
  const entries = Object.entries(value)
    .map(
      ([name, answer]) =>
        [name, Object.hasOwn(properties, name) ? tidyAnswer(properties[name], answer) : answer] as const,
    )
    .filter(([, answer]) => answer !== '' && answer !== undefined && answer !== null)
  return Object.fromEntries(entries)
}

function tidyAnswer(field: FieldSchema | undefined, answer: unknown): unknown {
  if (field?.type === 'string' && typeof answer === 'string') {
    return !isChoice(field) && field.format ? formats[field.format].normalise(answer) : answer.trim()
  }
  if (field?.type !== 'array' || !isRows(field) || !Array.isArray(answer)) return answer
  const { properties } = field.items
  return answer.map((row: unknown) => (isRecord(row) ? tidyFields(properties, row) : row))
}

/** The names required for this value: the schema's own and those of the conditions that hold, hidden ones excepted. */
export function requiredFields(schema: FormSchema, value: FormValue): Set<string> {
  const holding = (schema.allOf ?? []).filter((condition) => holds(condition, value))
  const names = [...(schema.required ?? []), ...holding.flatMap((condition) => condition.then.required)]
  const visible = new Set(visibleFields(schema, value))
  return new Set(names.filter((name) => visible.has(name)))
}

function holds({ if: test }: Condition, value: FormValue): boolean {
  if (test.required.some((name) => valueOf(value, name) === undefined)) return false
  return Object.entries(test.properties).every(([name, rule]) => {
    const answer = valueOf(value, name)
    return answer === undefined || isOneOf('const' in rule ? [rule.const] : rule.enum, answer)
  })
}

/** All faults of a filled form in the order of its fields; none means it may be submitted. One fault a field. */
export function validateForm(schema: FormSchema, value: unknown, context: FormContext): FieldFault[] {
  if (!isRecord(value)) return [{ path: '', code: 'type', message: '请填写表单' }]
  const visible = new Set(visibleFields(schema, value))
  const hidden = Object.keys(schema.properties).filter(
    (name) => !visible.has(name) && valueOf(value, name) !== undefined,
  )
  return [
    ...checkFields(schema.properties, (name) => visible.has(name), requiredFields(schema, value), value, '', context),
    ...hidden.map((name) => {
      const title = schema.properties[name]?.title ?? name
      return { path: pointer('', name), code: 'hidden' as const, message: `现在不需要填写${title}，请删去` }
    }),
  ]
}

function checkFields(
  properties: Record<string, FieldSchema>,
  isShown: (name: string) => boolean,
  required: ReadonlySet<string>,
  value: FormValue,
  path: string,
  context: FormContext,
): FieldFault[] {
  const faults = Object.entries(properties).flatMap(([name, field]) => {
    const answer = valueOf(value, name)
    const at = pointer(path, name)
    if (!isShown(name)) return []
    if (answer !== undefined) return checkAnswer(field, answer, at, context)
    return required.has(name) ? [{ path: at, code: 'required' as const, message: askFor(field) }] : []
  })
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(properties, name))
  const extra = unknown.map((name) => {
    return {
      path: pointer(path, name),
      code: 'additionalProperties' as const,
      message: '表单里没有这一项，请刷新页面重试',
    }
  })
  return [...faults, ...extra]
}

function askFor(field: FieldSchema): string {
  if (field.type === 'boolean') return `请勾选“${field.title}”`
  if (field.type === 'array') return isRows(field) ? `请至少填写一条${field.title}` : `请选择${field.title}`
  return field.type === 'string' && isChoice(field) ? `请选择${field.title}` : `请填写${field.title}`
}

function checkAnswer(field: FieldSchema, answer: unknown, path: string, context: FormContext): FieldFault[] {
  const fail: Fail = (code, message) => [{ path, code, message }]
  switch (field.type) {
    case 'string':
      return isChoice(field) ? checkChoice(field, answer, fail) : checkText(field, answer, fail, context)
    case 'number':
    case 'integer':
      return checkNumber(field, answer, fail)
    case 'boolean':
      if (typeof answer !== 'boolean') return fail('type', askFor(field))
      return field.const === true && !answer ? fail('const', askFor(field)) : []
    case 'array':
      return isRows(field) ? checkRows(field, answer, path, fail, context) : checkMultiChoice(field, answer, fail)
  }
}

function checkChoice(field: ChoiceField, answer: unknown, fail: Fail): FieldFault[] {
  return field.oneOf.some((option) => option.const === answer) ? [] : fail('oneOf', askFor(field))
}

function checkText(field: TextField, answer: unknown, fail: Fail, context: FormContext): FieldFault[] {
  const { title, minLength = 0, maxLength = Infinity, pattern, format } = field
  if (typeof answer !== 'string') return fail('type', askFor(field))
  const length = Array.from(answer).length
  if (length < minLength) return fail('minLength', length === 0 ? askFor(field) : `${title}至少 ${minLength} 个字`)
  // Before the pattern, so that its cost stays bounded.
  if (length > maxLength) return fail('maxLength', `${title}最多 ${maxLength} 个字，现在有 ${length} 个字`)
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(answer)) {
    const help = field['x-ui']?.help
    return fail('pattern', length === 0 ? askFor(field) : `${title}的格式不对${help ? `：${help}` : '，请检查'}`)
  }
  if (format === undefined) return []
  const fault = answer === '' ? '' : formats[format].fault(answer, context)
  if (fault !== null) return fail('format', fault === '' ? askFor(field) : title + fault)
  const late = format === 'date' ? dateFault(answer, field['x-ui'], context.today) : null
  return late === null ? [] : fail('notToday', title + late)
}

function checkNumber(field: NumberField, answer: unknown, fail: Fail): FieldFault[] {
  const { title, minimum = -Infinity, maximum = Infinity, multipleOf } = field
  if (typeof answer !== 'number' || !Number.isFinite(answer)) return fail('type', `${title}应为数字`)
  if (field.type === 'integer' && !Number.isInteger(answer)) return fail('type', `${title}应为整数`)
  if (answer < minimum) return fail('minimum', `${title}不能小于 ${minimum}`)
  if (answer > maximum) return fail('maximum', `${title}不能大于 ${maximum}`)
  if (multipleOf === undefined || isMultiple(answer, multipleOf)) return []
  return fail('multipleOf', multipleOf < 1 ? `${title}的小数位数太多` : `${title}应为 ${multipleOf} 的倍数`)
}

function checkCount(field: MultiChoiceField | RowsField, count: number, unit: string, fail: Fail): FieldFault[] {
  const { title, minItems = 0, maxItems = Infinity } = field
  if (count < minItems) return fail('minItems', count === 0 ? askFor(field) : `${title}至少 ${minItems} ${unit}`)
  return count > maxItems ? fail('maxItems', `${title}最多 ${maxItems} ${unit}`) : []
}

function checkMultiChoice(field: MultiChoiceField, answer: unknown, fail: Fail): FieldFault[] {
  if (!Array.isArray(answer)) return fail('type', askFor(field))
  const options = field.items.oneOf.map((option) => option.const)
  if (answer.some((choice) => !isOneOf(options, choice))) return fail('oneOf', `请重新选择${field.title}`)
  if (field.uniqueItems && new Set(answer).size < answer.length)
    return fail('uniqueItems', `${field.title}有重复的选项`)
  return checkCount(field, answer.length, '项', fail)
}

function checkRows(field: RowsField, answer: unknown, path: string, fail: Fail, context: FormContext): FieldFault[] {
  if (!Array.isArray(answer)) return fail('type', askFor(field))
  const count = checkCount(field, answer.length, '条', fail)
  // Too many rows are not looked into, so that a request cannot ask for endless work.
  if (count[0]?.code === 'maxItems') return count
  return [...count, ...answer.flatMap((row: unknown, index) => checkRow(field.items, row, `${path}/${index}`, context))]
}

function checkRow(schema: RowSchema, row: unknown, path: string, context: FormContext): FieldFault[] {
  if (!isRecord(row)) return [{ path, code: 'type', message: '这一条没有填写完整' }]
  return checkFields(schema.properties, () => true, new Set(schema.required), row, path, context)
}
