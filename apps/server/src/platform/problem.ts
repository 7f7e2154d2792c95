import type { FieldFault, ProblemType } from '@zhengtong/contract/problem'

/** A refusal with a stable type, thrown where it is known and answered by the one error handler. */
export class Problem extends Error {
  readonly kind: ProblemType
  readonly extra: { detail?: string; errors?: FieldFault[]; retryAfterSeconds?: number }

  constructor(kind: ProblemType, extra: { detail?: string; errors?: FieldFault[]; retryAfterSeconds?: number } = {}) {
    super(kind.title)
    this.kind = kind
    this.extra = extra
  }
}
