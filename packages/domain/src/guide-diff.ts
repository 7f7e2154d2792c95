import { type FieldSchema, type FormSchema, isChoice, isRows } from './form-schema.ts'
import { type GuideElement, guideSections } from './guide-elements.ts'
import type { Situation } from './situations.ts'

/** One difference of two versions in words; an empty text means there is none on that side. */
export interface GuideDifference {
  section: string
  label: string
  before: string
  after: string
}
type Json = Readonly<Record<string, unknown>>
/** A row as it is compared: rows with the same id are the same one, its facts are pairs of label and words. */
interface Row {
  id: string
  title: string
  facts: [label: string, words: string][]
}

/** What differs between two versions of a guide, section by section, in words that a reviewer reads. Nothing: the same. */
export function diffGuides(before: Json | null, after: Json): GuideDifference[] {
  const old = before ?? {}
  return guideSections.flatMap(({ key, title, elements }) => {
    if (key === 'form') return compareRows(title, '问题', fieldRows(old['form']), fieldRows(after['form']))
    if (key === 'situations') {
      const rowsOf = (guide: Json) => situationRows(guide)
      return compareRows(title, '情形', rowsOf(old), rowsOf(after))
    }
    return elements.flatMap((element) => {
      if (element.kind !== 'rows') {
        const [was, is] = [inWords(element, old[element.key]), inWords(element, after[element.key])]
        return was === is ? [] : [{ section: title, label: element.label, before: was, after: is }]
      }
      return compareRows(
        title,
        element.row ?? element.label,
        rowsOfElement(element, old),
        rowsOfElement(element, after),
      )
    })
  })
}

function compareRows(section: string, what: string, old: Row[], now: Row[]): GuideDifference[] {
  const was = new Map(old.map((row) => [row.id, row]))
  const is = new Map(now.map((row) => [row.id, row]))
  const whole = (row: Row | undefined) =>
    row ? row.facts.flatMap(([label, words]) => (words ? [`${label}：${words}`] : [])).join('；') : ''
  const gone = old
    .filter(({ id }) => !is.has(id))
    .map((row) => ({ section, label: `删去${what}“${row.title}”`, before: whole(row), after: '' }))
  const other = now.flatMap((row) => {
    const same = was.get(row.id)
    if (!same) return [{ section, label: `新增${what}“${row.title}”`, before: '', after: whole(row) }]
    const known = new Map(same.facts)
    return row.facts.flatMap(([label, words]) =>
      (known.get(label) ?? '') === words
        ? []
        : [{ section, label: `${what}“${row.title}”的${label}`, before: known.get(label) ?? '', after: words }],
    )
  })
  const order = (rows: Row[], others: Map<string, Row>) =>
    rows
      .filter(({ id }) => others.has(id))
      .map(({ title }) => title)
      .join('、')
  const [wasOrder, isOrder] = [order(old, is), order(now, was)]
  const moved =
    old
      .filter(({ id }) => is.has(id))
      .map(({ id }) => id)
      .join() !==
    now
      .filter(({ id }) => was.has(id))
      .map(({ id }) => id)
      .join()
  return [...gone, ...other, ...(moved ? [{ section, label: `${what}的顺序`, before: wasOrder, after: isOrder }] : [])]
}

function inWords({ kind, options = {} }: GuideElement, value: unknown): string {
  if (kind === 'yes') return value === true ? '是' : '否'
  if (value === undefined || value === null || value === '') return ''
  if (Array.isArray(value)) return value.map((each: unknown) => options[String(each)] ?? String(each)).join('、')
  return options[String(value)] ?? String(value)
}

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null

function rowsOfElement({ key, columns = [] }: GuideElement, guide: Json): Row[] {
  const rows = guide[key]
  const seen = new Map<string, number>()
  return (Array.isArray(rows) ? rows : []).filter(isRecord).map((cells) => {
    const title = String(cells[columns[0]?.key ?? ''] ?? '')
    const name = String(cells['id'] ?? title)
    // Two rows of one name are told apart by their order.
    const count = seen.get(name) ?? 0
    seen.set(name, count + 1)
    return {
      id: `${name} ${count}`,
      title,
      facts: columns.map((column) => [column.label, inWords(column, cells[column.key])] as [string, string]),
    }
  })
}

const sensitivity: Json = { public: '公开', internal: '内部', sensitive: '敏感', high: '高敏' }
const formatNames = {
  date: '日期',
  mobile: '手机号',
  'citizen-id': '身份证号',
  'org-code': '统一社会信用代码',
  'bank-card': '银行卡号',
}
/** Kinds of fields as the form designer calls them. */
export function fieldKind(field: FieldSchema): string {
  if (field.type === 'boolean') return field.const ? '承诺勾选' : '勾选'
  if (field.type === 'integer') return '整数'
  if (field.type === 'number') return field['x-ui']?.widget === 'money' ? '金额' : '数字'
  if (field.type === 'array') return isRows(field) ? '多行内容' : '多选'
  if (field.type === 'string' && isChoice(field)) return '单选'
  return field.type === 'string' && !isChoice(field) && field.format
    ? formatNames[field.format]
    : field['x-ui']?.widget === 'textarea'
      ? '多行文字'
      : '文字'
}

function fieldRows(value: unknown): Row[] {
  if (!isRecord(value) || !isRecord(value['properties'])) return []
  const form = value as unknown as FormSchema
  return Object.entries(form.properties).map(([key, field]) => ({
    id: key,
    title: field.title,
    facts: factsOf(form, key, field),
  }))
}

function factsOf(form: FormSchema, key: string, field: FieldSchema): [string, string][] {
  const hints = field['x-ui'] ?? {}
  const options = 'oneOf' in field ? field.oneOf : field.type === 'array' && !isRows(field) ? field.items.oneOf : []
  const bounds =
    'minLength' in field || 'maxLength' in field ? `${field.minLength ?? 0} 到 ${field.maxLength ?? '不限'} 个字` : ''
  const range =
    'minimum' in field || 'maximum' in field ? `${field.minimum ?? '不限'} 到 ${field.maximum ?? '不限'}` : ''
  const when = hints.showWhen
  return [
    ['标题', field.title],
    ['类型', fieldKind(field)],
    ['必填', (form.required ?? []).includes(key) ? '是' : '否'],
    ['选项', options.map(({ title }) => title).join('、')],
    [
      '内容',
      field.type === 'array' && isRows(field)
        ? Object.values(field.items.properties)
            .map(({ title }) => title)
            .join('、')
        : '',
    ],
    ['长度', bounds],
    ['范围', range],
    ['格式', 'pattern' in field ? (field.pattern ?? '') : ''],
    ['提示', hints.help ?? ''],
    ['预填', hints.prefill ?? ''],
    ['敏感程度', String(sensitivity[hints.sensitive ?? 'internal'])],
    [
      '什么时候出现',
      when
        ? `“${form.properties[when.field]?.title ?? when.field}”是 ${when.equals.map((each) => optionTitle(form, when.field, each)).join('、')}`
        : '',
    ],
    ['所在步骤', form['x-steps']?.find(({ fields }) => fields.includes(key))?.title ?? ''],
  ]
}

function optionTitle(form: FormSchema, key: string, value: unknown): string {
  const field = form.properties[key]
  const options = field && 'oneOf' in field ? field.oneOf : []
  return options.find((option) => option.const === value)?.title ?? String(value)
}

function situationRows(guide: Json): Row[] {
  const form = guide['form'] as FormSchema | undefined
  const materials = (guide['materials'] ?? []) as { id: string; materialName: string }[]
  const situations = (guide['situations'] ?? []) as Situation[]
  const nameOf = (id: string) => materials.find((each) => each.id === id)?.materialName ?? id
  return situations.map(({ field, options }) => ({
    id: field,
    title: form?.properties[field]?.title ?? field,
    facts: options.map(({ value, materials: ids, fields }) => [
      `选项“${form ? optionTitle(form, field, value) : value}”`,
      [...ids.map(nameOf), ...fields.map((name) => form?.properties[name]?.title ?? name)].join('、'),
    ]),
  }))
}
