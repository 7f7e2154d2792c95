import type { FactorKind } from '@zhengtong/domain/identity-factor'
import type { AuthorityCode } from '../authorities/table.ts'
import type { Fault } from '../fault-board.ts'

/** What an authority does when asked about this very person: a fault of the line, or a refusal. */
export type Trouble = Fault | 'locked' | 'unknown'

/** A demo person with what each authority keeps about him. A factor that is missing is one he does not have. */
export interface Person extends Partial<Record<FactorKind, string>> {
  name: string
  /** 18 characters, region prefix 77, upper-case X. */
  idNumber: string
  troubles?: Partial<Record<AuthorityCode, Trouble>>
  /** What this person is good for, in Chinese, for the page. */
  note?: string
}
