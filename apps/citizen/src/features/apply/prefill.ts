import type { Me } from '@zhengtong/contract/identity'
import type { FormSchema } from '@zhengtong/domain/form-schema'
import type { Prefilled } from '@zhengtong/ui/form-words'

const fromAccount = { 'applicant.name': 'name', 'applicant.idNumber': 'idNumber', 'applicant.phone': 'phone' } as const

/** True for a prefill that the server takes from the verified account, whatever the form says. */
export const isFromAccount = (prefill: string | undefined): prefill is keyof typeof fromAccount =>
  prefill !== undefined && prefill in fromAccount

/** What the account knows of the person, masked; the server fills in the full values itself. */
export function prefilledOf(form: FormSchema, me: Me): Prefilled {
  return Object.fromEntries(
    Object.entries(form.properties).flatMap(([key, field]) => {
      const prefill = field['x-ui']?.prefill
      const text = isFromAccount(prefill) ? me[fromAccount[prefill]] : null
      return text ? [[key, { text, source: '来自您的实名账号，不用填写' }]] : []
    }),
  )
}
