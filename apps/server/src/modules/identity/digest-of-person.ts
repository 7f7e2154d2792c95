import { InvalidRequest } from '@zhengtong/contract/problem'
import { parseCitizenId } from '@zhengtong/domain/citizen-id'
import { factors } from '@zhengtong/domain/identity-factor'
import { legalDate } from '../../platform/clock.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'

/** The keyed digest of whoever is named by phone or identity number; anything else is a fault of the field `/person`. */
export function digestOfPerson({ crypto, config }: Services, now: Date, text: string): string {
  const phone = factors.phone.normalise(text)
  if (factors.phone.isValid(phone)) return crypto.blindIndex('phone', phone)
  const parsed = parseCitizenId(text, { today: legalDate(now), allowDemo: config.demo })
  if (!parsed.ok)
    throw new Problem(InvalidRequest, { errors: [{ path: '/person', message: '请填写对方的手机号或身份证号' }] })
  return crypto.blindIndex('id-number', parsed.value.number)
}
