import { clearances, type Clearance } from '@zhengtong/contract/access'
import type { Guide } from '@zhengtong/contract/guide'
import { maskNumber } from '@zhengtong/domain/masking'
import type { Crypto } from '../../platform/crypto/index.ts'

export type Answers = Record<string, unknown>
/** As it lies in the database: sealed as a whole. Rows from before that are plain objects. */
export type StoredAnswers = string | Answers

export const sealAnswers = (crypto: Crypto, form: Answers): string => crypto.seal('cases', JSON.stringify(form))

export function openAnswers(crypto: Crypto, stored: StoredAnswers): Answers {
  return typeof stored === 'string' ? (JSON.parse(crypto.open(stored)) as Answers) : stored
}

const order = Object.keys(clearances) as Clearance[]
/** Whether somebody with this clearance sees a field with this label in clear. */
export const covers = (clearance: Clearance | null, label: Clearance): boolean =>
  clearance !== null && order.indexOf(clearance) >= order.indexOf(label)

/** The label of a field: what its guide says, and at least sensitive for numbers that identify a person or an account. */
export function labelOf(field: Guide['form']['properties'][string] | undefined): Clearance {
  const said = field?.['x-ui']?.sensitive ?? 'internal'
  const format = field && 'format' in field ? field.format : undefined
  const identifying = format === 'citizen-id' || format === 'bank-card' || format === 'mobile'
  return identifying && !covers(said, 'sensitive') ? 'sensitive' : said
}

/** Answers for officers: what is sensitive is masked for everybody; to see it is an act of its own (`unmask`). */
export function maskAnswers(schema: Guide['form'], form: Answers): Answers {
  return Object.fromEntries(
    Object.entries(form).map(([key, value]) => [key, isMasked(schema, key, value) ? maskNumber(String(value)) : value]),
  )
}

/** The fields of this form that are masked for officers, with what each needs. */
export function maskedFields(
  schema: Guide['form'],
  form: Answers,
): { field: string; title: string; label: Clearance }[] {
  return Object.entries(form).flatMap(([field, value]) => {
    const shape = schema.properties[field]
    return shape && isMasked(schema, field, value) ? [{ field, title: shape.title, label: labelOf(shape) }] : []
  })
}

function isMasked(schema: Guide['form'], key: string, value: unknown): boolean {
  return typeof value === 'string' && value !== '' && covers(labelOf(schema.properties[key]), 'sensitive')
}
