import { OtherIdentity, WrongSubject } from '@zhengtong/contract/case-problems'
import type { Guide } from '@zhengtong/contract/guide'
import { OutOfScope } from '@zhengtong/contract/organisations'
import type { Citizen } from '../../platform/actor.ts'
import { Problem } from '../../platform/problem.ts'

/** Code of 自然人 among those an item serves (服务对象, GB/T 39046 annex A); all others are organisations of some kind. */
const NATURAL_PERSON = '1'

/**
 * Whom an application is for must be whom its screen said (another window may have switched the session), the item must serve
 * such a subject, and the mandate must cover it. An item that names nobody serves everybody.
 */
export function checkSubject(
  citizen: Citizen,
  { itemCode, onBehalfOf, forRelative }: { itemCode: string; onBehalfOf?: string | null; forRelative?: string | null },
  { serverType }: Pick<Guide, 'serverType'>,
): void {
  if (onBehalfOf !== undefined && onBehalfOf !== (citizen.onBehalfOf ?? null)) throw new Problem(OtherIdentity)
  if (serverType.length > 0) {
    if (citizen.onBehalfOf && serverType.every((code) => code === NATURAL_PERSON))
      throw new Problem(WrongSubject, { detail: '这个事项只能由个人申请。请切换到本人身份后再办理。' })
    const forPeople = serverType.includes(NATURAL_PERSON)
    if (forRelative && !forPeople)
      throw new Problem(WrongSubject, { detail: '这个事项只能由企业或组织申请，不能替家人办理。' })
    if (!citizen.onBehalfOf && !forPeople)
      throw new Problem(WrongSubject, { detail: '这个事项只能由企业或组织申请。请切换到企业身份后再办理。' })
  }
  if (citizen.itemScope && !citizen.itemScope.includes(itemCode)) throw new Problem(OutOfScope)
}
