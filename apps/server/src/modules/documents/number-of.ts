import { documentNumber, type DocumentKind } from '@zhengtong/domain/documents'

/** The number of a stored document. */
export function numberOf({ kind, dated, sequence }: { kind: DocumentKind; dated: string; sequence: number }): string {
  return documentNumber(kind, Number(dated.slice(0, 4)), sequence)
}
