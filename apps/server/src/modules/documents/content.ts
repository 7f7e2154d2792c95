import type { DocumentKind } from '@zhengtong/domain/documents'

/** A part of a document's body: a paragraph, a list, or named facts. */
export type Block = { text: string } | { list: string[] } | { facts: [name: string, value: string][] }

/** What a document says, word for word: fixed when it is issued, whatever templates come later. */
export interface DocumentContent {
  /** Version of the templates it was written with. */
  template: number
  kind: DocumentKind
  title: string
  agencyName: string
  addressee: string
  body: Block[]
  /** Legal date of the act. */
  dated: string
  caseNumber: string
  /** Opaque; the QR code leads to what it proves. */
  token: string
  /** Small print at the foot of each page. */
  footnote: string | null
}
