import type { FileableRelative } from '@zhengtong/contract/family'
import type { Me } from '@zhengtong/contract/identity'
import type { Mandate } from '@zhengtong/contract/organisations'
import type { FormSchema } from '@zhengtong/domain/form-schema'
import type { Prefilled } from '@zhengtong/ui/form-words'

const fromAccount = { 'applicant.name': 'name', 'applicant.idNumber': 'idNumber', 'applicant.phone': 'phone' } as const
const fromRegistry = {
  'organisation.name': 'organisationName',
  'organisation.code': 'organisationCode',
  'organisation.representative': 'representativeName',
} as const

const isOf = <T extends object>(sources: T, prefill: string | undefined): prefill is Extract<keyof T, string> =>
  prefill !== undefined && prefill in sources

/** True for a prefill that the server takes from the verified account or the company registry, whatever the form says. */
export const isPrefilled = (prefill: string | undefined, forCompany: boolean) =>
  isOf(fromAccount, prefill) || (forCompany && isOf(fromRegistry, prefill))

/** What the account, or the relative's, knows of the person, masked, and the registry of his company; the server fills in the full values itself. */
export function prefilledOf(
  form: FormSchema,
  me: Me,
  mandate: Mandate | null,
  relative: FileableRelative | null,
): Prefilled {
  return Object.fromEntries(
    Object.entries(form.properties).flatMap(([key, field]) => {
      const prefill = field['x-ui']?.prefill
      if (mandate && isOf(fromRegistry, prefill))
        return [[key, { text: mandate[fromRegistry[prefill]], source: '来自企业登记信息，不用填写' }]]
      const of = isOf(fromAccount, prefill) ? fromAccount[prefill] : undefined
      const theirs = of && relative?.[of]
      if (theirs) return [[key, { text: theirs, source: '来自家人的实名信息，不用填写' }]]
      const text = of ? me[of] : null
      return text ? [[key, { text, source: '来自您的实名账号，不用填写' }]] : []
    }),
  )
}
