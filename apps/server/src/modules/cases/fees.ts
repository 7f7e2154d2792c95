import { InvalidRequest, type FieldFault } from '@zhengtong/contract/problem'
import type { Guide } from '@zhengtong/contract/guide'
import { addFen, fen, formatYuan } from '@zhengtong/domain/money'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as calendars from '../calendar/index.ts'
import { performAct, type Act } from './act.ts'
import { answerDueOn } from './due.ts'

/**
 * The fee that is due before the decision: billed as the guide publishes it, recorded at the window with the number of its
 * receipt, or waived by the head. Who does not pay in time gets his application back (`runClocks`).
 */
export async function billCase(
  services: Services,
  officer: StaffMember,
  act: Act & { items: { orderNum: number; amount: number }[] },
): Promise<void> {
  const calendar = await calendars.currentCalendar(services.db)
  await performAct(services, officer, 'bill', act, async (_found, _tx, guide) => {
    const errors = unlisted(guide, act.items)
    if (errors.length) throw new Problem(InvalidRequest, { errors })
    const dueOn = answerDueOn(calendar, legalDate(officer.now), services.config.paymentWorkdays)
    const items = act.items.map(({ orderNum, amount }) => ({ name: feeOf(guide, orderNum)?.feeName ?? '', amount }))
    const amount = addFen(...act.items.map((item) => fen(item.amount)))
    return {
      change: {
        fee: {
          amount,
          items,
          billedAt: officer.now.toISOString(),
          dueOn,
          paidAt: null,
          receiptNumber: null,
          waiver: null,
        },
      },
      note: `${items.map(({ name }) => name).join('、')}，共 ${formatYuan(amount)} 元`,
      actorName: officer.name,
    }
  })
}

const feeOf = ({ fees }: Guide, orderNum: number) => fees.find((fee) => fee.orderNum === orderNum)

/** Nothing is charged that the guide does not publish, nothing twice, and no other amount than it states. */
function unlisted(guide: Guide, items: readonly { orderNum: number; amount: number }[]): FieldFault[] {
  return items.flatMap(({ orderNum, amount }, index) => {
    const at = (field: string, message: string) => [{ path: `/items/${index}/${field}`, message }]
    const fee = feeOf(guide, orderNum)
    if (!fee) return at('orderNum', '办事指南没有列明这项收费')
    if (items.findIndex((item) => item.orderNum === orderNum) !== index) return at('orderNum', '同一项收费重复出现')
    return fee.amount !== undefined && fee.amount !== amount
      ? at('amount', `办事指南公布的“${fee.feeName}”是 ${formatYuan(fen(fee.amount))} 元，不能多收或少收`)
      : []
  })
}

export async function recordPayment(
  services: Services,
  officer: StaffMember,
  act: Act & { receiptNumber: string },
): Promise<void> {
  await performAct(services, officer, 'pay', act, async ({ fee }) => ({
    change: { fee: fee && { ...fee, paidAt: officer.now.toISOString(), receiptNumber: act.receiptNumber } },
    note: `票据号码 ${act.receiptNumber}`,
    actorName: officer.name,
  }))
}

export async function waiveFee(
  services: Services,
  officer: StaffMember,
  act: Act & { reason: string; basis: string },
): Promise<void> {
  const { reason, basis } = act
  await performAct(services, officer, 'waive', act, async ({ fee }) => ({
    change: { fee: fee && { ...fee, waiver: { reason, basis } } },
    note: `${reason}（依据：${basis}）`,
    actorName: officer.name,
  }))
}
