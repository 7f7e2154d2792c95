import { isChoice, isRows, type FieldSchema, type FormSchema, type RowSchema } from '@zhengtong/domain/form-schema'
import { dateInFull } from './dates.ts'

export type Answers = Record<string, unknown>

/** What the platform already knows and shows read-only: the text and where it comes from. */
export type Prefilled = Record<string, { text: string; source: string }>

export interface Step {
  title: string
  fields: string[]
}

/** The steps of a form; one without `x-steps` is a single step. */
export const stepsOf = (schema: FormSchema): Step[] =>
  schema['x-steps'] ?? [{ title: schema.title ?? '填写信息', fields: Object.keys(schema.properties) }]

/** An answer as a person reads it; empty when there is none. Rows are told apart by `rowsInWords`. */
export function answerInWords(field: FieldSchema, answer: unknown): string {
  if (answer === undefined || answer === null || answer === '') return ''
  if (field.type === 'boolean') return answer === true ? (field.const ? '已确认' : '是') : '否'
  if (field.type === 'array') {
    if (isRows(field) || !Array.isArray(answer)) return ''
    return answer
      .map((one) => field.items.oneOf.find((option) => option.const === one)?.title ?? String(one))
      .join('、')
  }
  if (field.type === 'string') {
    if (isChoice(field)) return field.oneOf.find((option) => option.const === answer)?.title ?? String(answer)
    if (field.format === 'date') return dateInFull(String(answer))
  }
  return field['x-ui']?.widget === 'money' ? `${String(answer)} 元` : String(answer)
}

/** Repeating rows, each as pairs of label and words. */
export function rowsInWords(row: RowSchema, answer: unknown): [label: string, words: string][][] {
  const rows: Answers[] = Array.isArray(answer) ? answer : []
  return rows.map((values) =>
    Object.entries(row.properties).map(([key, field]) => [field.title, answerInWords(field, values[key]) || '未填写']),
  )
}
