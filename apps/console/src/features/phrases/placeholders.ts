import type { PhrasePlaceholder } from '@zhengtong/contract/phrases'
import type { StaffCase } from '@zhengtong/contract/staff-cases'
import { dateInFull } from '@zhengtong/ui/dates'
import type { ComputedRef, InjectionKey } from 'vue'

export type Values = Partial<Record<PhrasePlaceholder, string>>

/** What the case that is open puts into phrases. */
export const caseValues: InjectionKey<ComputedRef<Values>> = Symbol('case values')

/** Stands where nothing is known, for the officer to fill. */
export const BLANK = '＿＿'

/** The phrase with everything in braces filled in; what is not known becomes a blank. */
export const fill = (words: string, values: Values): string =>
  words.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => (values as Record<string, string>)[name] || BLANK)

/** Where the first gap of some words is, to be typed over: a blank, or the title and article of a law. */
export function firstGap(words: string, from = 0): [number, number] | null {
  const gap = /＿＿|《》/.exec(words.slice(from))
  if (!gap) return null
  const at = from + gap.index
  return gap[0] === BLANK ? [at, at + BLANK.length] : [at + 1, at + 1]
}

export const valuesOf = ({ itemName, caseNumber, applicant, promiseDue }: StaffCase): Values => ({
  事项名称: itemName,
  办件编号: caseNumber,
  申请人: applicant.organisation?.name ?? applicant.name,
  ...(promiseDue ? { 承诺办结日: dateInFull(promiseDue.date) } : {}),
})
