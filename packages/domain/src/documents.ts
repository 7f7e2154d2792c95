import type { CaseAction } from './flow.ts'

/**
 * The documents (文书) that a case gives, as data: which act makes which, what it is called, and the word that its number
 * carries (文种). The set follows the law's (行政许可法 arts. 32, 38, 42, 44, 45) and the annexes of a city standard.
 */
export interface DocumentKindShape {
  title: string
  /** Leads the number: 受理〔2026〕第000123号. */
  word: string
  acts: readonly CaseAction[]
}

export const documentKinds = {
  receipt: { title: '接收回执', word: '回执', acts: ['submit'] },
  acceptance: { title: '受理通知书', word: '受理', acts: ['accept', 'deem-accepted'] },
  supplement: { title: '申请材料补正告知书', word: '补正', acts: ['request-supplement'] },
  refusal: { title: '不予受理通知书', word: '不受', acts: ['refuse'] },
  'special-procedure': { title: '特别程序期限告知书', word: '特程', acts: ['approve-suspension'] },
  extension: { title: '延长办理期限通知书', word: '延期', acts: ['approve-extension'] },
  payment: { title: '缴费通知书', word: '缴费', acts: ['bill'] },
  grant: { title: '准予决定书', word: '准予', acts: ['grant'] },
  denial: { title: '不予准予决定书', word: '不准', acts: ['deny'] },
  revocation: { title: '撤销决定书', word: '撤销', acts: ['revoke'] },
  delivery: { title: '送达回执', word: '送达', acts: ['deliver'] },
  termination: { title: '终止办理通知书', word: '终止', acts: ['terminate', 'lapse'] },
  withdrawal: { title: '撤回申请确认书', word: '撤回', acts: ['withdraw'] },
} as const satisfies Record<string, DocumentKindShape>
export type DocumentKind = keyof typeof documentKinds

const kindOf = new Map(
  Object.entries(documentKinds).flatMap(([kind, { acts }]) =>
    acts.map((act): [CaseAction, DocumentKind] => [act, kind as DocumentKind]),
  ),
)

/** The document that an act gives; undefined for acts that give none. */
export function documentOf(action: CaseAction): DocumentKind | undefined {
  return kindOf.get(action)
}

/** The number of a document within its agency: word, year in 六角括号 (GB/T 9704), six digits, more where six are used up. */
export function documentNumber(kind: DocumentKind, year: number, sequence: number): string {
  return `${documentKinds[kind].word}〔${year}〕第${String(sequence).padStart(6, '0')}号`
}
