import { formats } from './form-formats.ts'
import { patternFault } from './pattern-safety.ts'

/** Where a schema leaves the subset: `path` is a JSON Pointer into the schema, `message` is for the editor of the form. */
export type SchemaFault = { path: string; message: string }

type Json = Record<string, unknown>
type Rule = { isOk: (value: unknown) => boolean; expected: string }
type FieldKind = 'text' | 'choice' | 'number' | 'boolean' | 'multiChoice' | 'rows'

const maxFields = 200
const maxTextUnderPattern = 1000
const fieldName = /^[A-Za-z][A-Za-z0-9_]{0,59}$/

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0
const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every(isText) && new Set(value).size === value.length
const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)
const isScalarList = (value: unknown): value is unknown[] =>
  Array.isArray(value) && value.length > 0 && value.every(isScalar)
const hasOnly = (value: Json, ...keys: string[]) => Object.keys(value).every((key) => keys.includes(key))
const isOption = (value: unknown) =>
  isJson(value) && hasOnly(value, 'const', 'title') && isText(value.const) && isText(value.title)
const isOptionList = (value: unknown) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(isOption) &&
  new Set(value.map((option: Json) => option.const)).size === value.length

const count: Rule = { isOk: isCount, expected: '应为 0 或正整数' }
const text: Rule = { isOk: isText, expected: '应为文字，不能为空' }
const number: Rule = { isOk: (value) => typeof value === 'number' && Number.isFinite(value), expected: '应为数字' }
const yes: Rule = { isOk: (value) => value === true, expected: '只能是 true' }
const flag: Rule = { isOk: (value) => typeof value === 'boolean', expected: '应为 true 或 false' }
const among = (...values: string[]): Rule => ({
  isOk: (value) => typeof value === 'string' && values.includes(value),
  expected: `只能是 ${values.join('、')}`,
})
const options: Rule = { isOk: isOptionList, expected: '应为选项列表，每项有不同的 const 和 title' }
const anything: Rule = { isOk: () => true, expected: '' }

const common = { type: anything, title: text, description: text, 'x-ui': anything }
const keywords: Readonly<Record<FieldKind, Readonly<Record<string, Rule>>>> = {
  text: { ...common, minLength: count, maxLength: count, pattern: text, format: among(...Object.keys(formats)) },
  choice: { ...common, oneOf: options },
  number: {
    ...common,
    minimum: number,
    maximum: number,
    multipleOf: {
      isOk: (value) => typeof value === 'number' && value > 0 && Number.isFinite(value),
      expected: '应为正数',
    },
  },
  boolean: { ...common, const: yes },
  multiChoice: { ...common, items: anything, minItems: count, maxItems: count, uniqueItems: flag },
  rows: { ...common, items: anything, minItems: count, maxItems: count },
}
const hints: Readonly<Record<string, Rule>> = {
  widget: among('textarea', 'radio', 'select', 'money'),
  help: text,
  placeholder: text,
  prefill: among(
    'applicant.name',
    'applicant.idNumber',
    'applicant.phone',
    'applicant.birthDate',
    'applicant.sex',
    'applicant.address',
    'organisation.name',
    'organisation.code',
    'organisation.representative',
  ),
  sensitive: among('public', 'internal', 'sensitive', 'high'),
  showWhen: {
    isOk: (value) =>
      isJson(value) && hasOnly(value, 'field', 'equals') && isText(value.field) && isScalarList(value.equals),
    expected: '应写明 field 和 equals',
  },
  notFuture: yes,
  notPast: yes,
}
const rootKeywords: Readonly<Record<string, Rule>> = {
  $schema: among('https://json-schema.org/draft/2020-12/schema'),
  type: among('object'),
  title: text,
  description: text,
  properties: { isOk: isJson, expected: '应列出字段' },
  required: { isOk: isTextList, expected: '应为不重复的字段名列表' },
  additionalProperties: { isOk: (value) => value === false, expected: '只能是 false' },
  allOf: { isOk: Array.isArray, expected: '应为条件列表' },
  'x-steps': { isOk: Array.isArray, expected: '应为步骤列表' },
}

/** Is this schema within the subset, and safe to run? No faults means `validateForm` may use it as a FormSchema. */
export function checkFormSchema(schema: unknown): SchemaFault[] {
  if (!isJson(schema)) return [{ path: '', message: '表单应为一个对象' }]
  const faults = checkKeywords(schema, rootKeywords, '', ['type', 'properties', 'additionalProperties'])
  if (faults.length > 0 || !isJson(schema.properties)) return faults
  const conditions = Array.isArray(schema.allOf) ? schema.allOf : []
  const steps = Array.isArray(schema['x-steps']) ? schema['x-steps'] : []
  return [
    ...checkProperties(schema.properties, requiredAnywhere(schema.required, conditions), ''),
    ...conditions.flatMap((condition, index) => checkCondition(condition, schema.properties, `/allOf/${index}`)),
    ...checkSteps(steps, Object.keys(schema.properties)),
    ...checkShowWhen(schema.properties),
  ]
}

function checkKeywords(
  value: Json,
  rules: Readonly<Record<string, Rule>>,
  path: string,
  needed: string[],
): SchemaFault[] {
  const missing = needed.filter((key) => !Object.hasOwn(value, key)).map((key) => ({ path, message: `缺少 ${key}` }))
  const wrong = Object.entries(value).flatMap(([key, content]) => {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined
    if (!rule) return [{ path: `${path}/${key}`, message: `表单不支持 ${key}` }]
    return rule.isOk(content) ? [] : [{ path: `${path}/${key}`, message: `${key} ${rule.expected}` }]
  })
  return [...missing, ...wrong]
}

function requiredAnywhere(required: unknown, conditions: unknown[]): string[] {
  const later = conditions.flatMap((condition) => {
    const then = isJson(condition) ? condition.then : undefined
    return isJson(then) && isTextList(then.required) ? then.required : []
  })
  return [...(isTextList(required) ? required : []), ...later]
}

function checkProperties(properties: Json, required: string[], path: string): SchemaFault[] {
  const names = Object.keys(properties)
  const faults = names.flatMap((name) => {
    const at = `${path}/properties/${name}`
    if (!fieldName.test(name)) return [{ path: at, message: '字段名应以字母开头，只用字母、数字和下划线' }]
    return checkField(properties[name], required.includes(name), at, path !== '')
  })
  const unknown = new Set(required.filter((name) => !names.includes(name)))
  const missing = [...unknown].map((name) => ({ path: `${path}/required`, message: `没有字段 ${name}` }))
  const amount =
    names.length < 1 || names.length > maxFields ? [{ path, message: `应有 1 到 ${maxFields} 个字段` }] : []
  return [...amount, ...faults, ...missing]
}

function kindOf(field: Json): FieldKind | null {
  if (field.type === 'string') return 'oneOf' in field ? 'choice' : 'text'
  if (field.type === 'number' || field.type === 'integer') return 'number'
  if (field.type === 'boolean') return 'boolean'
  if (field.type !== 'array' || !isJson(field.items)) return null
  return field.items.type === 'object' ? 'rows' : 'multiChoice'
}

function checkField(field: unknown, isRequired: boolean, path: string, inRow: boolean): SchemaFault[] {
  const kind = isJson(field) ? kindOf(field) : null
  if (!isJson(field) || kind === null) return [{ path, message: '字段类型不在表单支持的范围内' }]
  if (kind === 'rows' && inRow) return [{ path, message: '多行内容里不能再有多行内容' }]
  return [
    ...checkKeywords(field, keywords[kind], path, ['title']),
    ...checkHints(field, path, inRow),
    ...checkBounds(field, path),
    ...(kind === 'text' ? checkPattern(field, path) : []),
    ...(kind === 'rows' || kind === 'multiChoice' ? checkItems(field.items, kind, path) : []),
    ...(isRequired && acceptsBlank(field, kind)
      ? [{ path, message: '必填的内容要有最小长度或最少条数，否则可以留空' }]
      : []),
  ]
}

function checkHints(field: Json, path: string, inRow: boolean): SchemaFault[] {
  const ui = field['x-ui']
  if (ui === undefined) return []
  if (!isJson(ui)) return [{ path: `${path}/x-ui`, message: 'x-ui 应为一个对象' }]
  const faults = checkKeywords(ui, hints, `${path}/x-ui`, [])
  if (inRow && 'showWhen' in ui)
    faults.push({ path: `${path}/x-ui/showWhen`, message: '多行内容里的字段不能有显示条件' })
  const dated = 'notFuture' in ui || 'notPast' in ui
  if (dated && field.format !== 'date') faults.push({ path: `${path}/x-ui`, message: '只有日期可以和今天比较' })
  return faults
}

function checkBounds(field: Json, path: string): SchemaFault[] {
  const pairs = [
    ['minLength', 'maxLength'],
    ['minimum', 'maximum'],
    ['minItems', 'maxItems'],
  ] as const
  return pairs
    .filter(([low, high]) => Number(field[low]) > Number(field[high]))
    .map(([low, high]) => ({ path, message: `${low} 不能大于 ${high}` }))
}

// The length bounds the pattern's cost: at most two open repetitions, so at most a million steps.
function checkPattern(field: Json, path: string): SchemaFault[] {
  if (typeof field.pattern !== 'string') return []
  const fault = patternFault(field.pattern)
  if (fault !== null) return [{ path: `${path}/pattern`, message: fault }]
  const bounded = isCount(field.maxLength) && field.maxLength <= maxTextUnderPattern
  return bounded ? [] : [{ path, message: `有正则表达式的字段，maxLength 应不超过 ${maxTextUnderPattern}` }]
}

function checkItems(items: unknown, kind: 'rows' | 'multiChoice', path: string): SchemaFault[] {
  const at = `${path}/items`
  if (!isJson(items)) return [{ path: at, message: 'items 应为一个对象' }]
  if (kind === 'multiChoice')
    return checkKeywords(items, { type: among('string'), oneOf: options }, at, ['type', 'oneOf'])
  const { type, properties, required, additionalProperties } = rootKeywords
  const rules = Object.fromEntries(
    Object.entries({ type, properties, required, additionalProperties }).filter(
      (entry): entry is [string, Rule] => entry[1] !== undefined,
    ),
  )
  const faults = checkKeywords(items, rules, at, ['type', 'properties', 'additionalProperties'])
  if (faults.length > 0 || !isJson(items.properties)) return faults
  return checkProperties(items.properties, isTextList(items.required) ? items.required : [], at)
}

function acceptsBlank(field: Json, kind: FieldKind): boolean {
  if (kind === 'rows' || kind === 'multiChoice') return !(isCount(field.minItems) && field.minItems > 0)
  if (kind !== 'text' || field.format !== undefined) return false
  if (isCount(field.minLength) && field.minLength > 0) return false
  return !(
    typeof field.pattern === 'string' &&
    patternFault(field.pattern) === null &&
    !new RegExp(field.pattern, 'u').test('')
  )
}

function checkCondition(condition: unknown, properties: unknown, path: string): SchemaFault[] {
  const wrong = [{ path, message: '条件应写成 if（properties 和 required）与 then（required）' }]
  if (!isJson(condition) || !isJson(properties) || !hasOnly(condition, 'if', 'then')) return wrong
  const { if: test, then } = condition
  if (!isJson(test) || !hasOnly(test, 'properties', 'required') || !isJson(test.properties)) return wrong
  if (!isJson(then) || !hasOnly(then, 'required') || !isTextList(then.required) || !isTextList(test.required))
    return wrong
  const names = Object.keys(test.properties)
  if (names.length === 0 || test.required.toSorted().join() !== names.toSorted().join()) return wrong
  if (!Object.values(test.properties).every(isTest)) return wrong
  const unknown = names.filter((name) => !Object.hasOwn(properties, name))
  return unknown.map((name) => ({ path, message: `没有字段 ${name}` }))
}

function isTest(rule: unknown): boolean {
  if (!isJson(rule)) return false
  return hasOnly(rule, 'const') ? isScalar(rule.const) : hasOnly(rule, 'enum') && isScalarList(rule.enum)
}

function checkSteps(steps: unknown[], names: string[]): SchemaFault[] {
  if (steps.length === 0) return []
  const path = '/x-steps'
  const placed: string[] = []
  for (const step of steps) {
    if (!isJson(step) || !hasOnly(step, 'title', 'fields') || !isText(step.title) || !isTextList(step.fields)) {
      return [{ path, message: '每一步应有 title 和 fields' }]
    }
    placed.push(...step.fields)
  }
  const same = placed.toSorted().join() === names.toSorted().join()
  return same ? [] : [{ path, message: '每个字段应恰好出现在一步里' }]
}

function checkShowWhen(properties: Json): SchemaFault[] {
  const controller = (name: string) => {
    const field = properties[name]
    const ui = isJson(field) ? field['x-ui'] : undefined
    const when = isJson(ui) ? ui.showWhen : undefined
    return isJson(when) && isText(when.field) ? when.field : undefined
  }
  return Object.keys(properties).flatMap((name) => {
    const path = `/properties/${name}/x-ui/showWhen`
    const seen = new Set([name])
    for (let next = controller(name); next !== undefined; next = controller(next)) {
      if (!Object.hasOwn(properties, next)) return [{ path, message: `没有字段 ${next}` }]
      if (seen.has(next)) return [{ path, message: '显示条件绕成了圈' }]
      seen.add(next)
    }
    return []
  })
}
