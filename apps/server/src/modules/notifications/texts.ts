import { fen, formatYuan } from '@zhengtong/domain/money'
import type { EventType } from '../../platform/events.ts'
import type { caseForNotice } from '../cases/index.ts'

type Subject = NonNullable<Awaited<ReturnType<typeof caseForNotice>>>

interface Words {
  title: string
  text: string
  /** SMS template at the gateway; null: in-app only. */
  sms: string | null
}

/** What each step says to the applicant: in-app in full, by SMS only that something happened. */
export const texts: Partial<Record<EventType, (subject: Subject) => Words>> = {
  'case.submitted': (subject) => ({
    title: '申请已提交',
    text: `您申请的“${subject.itemName}”已提交给${subject.agencyName}。${spoken(subject.noticeDueOn)}前会告知您是否受理。查询码 ${subject.queryCode}。`,
    sms: 'case-submitted',
  }),
  'case.accepted': (subject) => ({
    title: '申请已受理',
    text: `${subject.agencyName}已受理您的“${subject.itemName}”${subject.promiseDueOn ? `，承诺 ${spoken(subject.promiseDueOn)}前作出决定` : ''}。`,
    sms: 'case-accepted',
  }),
  'case.refused': (subject) => ({
    title: '申请不予受理',
    text: `${subject.agencyName}没有受理您的“${subject.itemName}”。理由：${subject.reason ?? ''}。您可以查看救济途径。`,
    sms: 'case-refused',
  }),
  'case.supplement-requested': (subject) => ({
    title: '请补正材料',
    text: `您的“${subject.itemName}”需要补正：${requestsOf(subject)}。请在 ${spoken(subject.supplement?.dueOn ?? '')}前补齐。`,
    sms: 'case-supplement',
  }),
  'case.supplemented': (subject) => ({
    title: '补正材料已提交',
    text: `您为“${subject.itemName}”补正的材料已提交，${spoken(subject.noticeDueOn)}前会告知您是否受理。`,
    sms: null,
  }),
  'case.billed': (subject) => ({
    title: '请缴费',
    text: `您的“${subject.itemName}”审查已完成，请在 ${spoken(subject.fee?.dueOn ?? '')}前缴费 ${formatYuan(fen(subject.fee?.amount ?? 0))} 元，缴费后作出决定。到期不缴，申请会被退回。`,
    sms: 'case-billed',
  }),
  'case.paid': (subject) => ({
    title: '费用已缴清',
    text: `您为“${subject.itemName}”缴的费用已收到，票据号码 ${subject.fee?.receiptNumber ?? ''}，等待部门作出决定。`,
    sms: null,
  }),
  'case.fee-waived': (subject) => ({
    title: '费用已减免',
    text: `您的“${subject.itemName}”的费用已减免：${subject.fee?.waiver?.reason ?? ''}。等待部门作出决定。`,
    sms: null,
  }),
  'case.granted': (subject) => ({
    title: '申请已获准',
    text: `${subject.agencyName}已准予您的“${subject.itemName}”${subject.resultName ? `，结果：${subject.resultName}` : ''}。`,
    sms: 'case-decided',
  }),
  'case.denied': (subject) => ({
    title: '申请没有获准',
    text: `${subject.agencyName}对您的“${subject.itemName}”作出不予准予的决定。理由：${subject.reason ?? ''}。您可以查看救济途径。`,
    sms: 'case-decided',
  }),
  'case.pre-returned': (subject) => ({
    title: '请修改后重新提交',
    text: `您的“${subject.itemName}”在受理前被退回修改：${requestsOf(subject)}。请在 ${spoken(subject.supplement?.dueOn ?? '')}前重新提交。`,
    sms: 'case-supplement',
  }),
  'case.deemed-accepted': (subject) => ({
    title: '申请视为已受理',
    text: `${subject.agencyName}没有在期限内告知是否受理您的“${subject.itemName}”，依法视为已受理${subject.promiseDueOn ? `，应在 ${spoken(subject.promiseDueOn)}前作出决定` : ''}。`,
    sms: 'case-accepted',
  }),
  'case.lapsed': (subject) => ({
    title: '申请已退回',
    text: `您的“${subject.itemName}”已退回：${subject.reason ?? ''}`,
    sms: 'case-decided',
  }),
  'case.handed-in': (subject) => ({
    title: '后补材料已提交',
    text: `您为“${subject.itemName}”承诺后补的材料已提交。`,
    sms: null,
  }),
  'case.suspended': (subject) => ({
    title: '特别程序告知',
    text: `${subject.agencyName}办理您的“${subject.itemName}”需要进行${subject.special?.name ?? '特别程序'}，预计 ${subject.special?.days ?? 0} 个工作日，所需时间不计入办理期限。原因：${subject.special?.reason ?? ''}`,
    sms: 'case-suspended',
  }),
  'case.resumed': (subject) => ({
    title: '特别程序已结束',
    text: `您的“${subject.itemName}”的${subject.special?.name ?? '特别程序'}已结束，继续办理${subject.promiseDueOn ? `，应在 ${spoken(subject.promiseDueOn)}前作出决定` : ''}。`,
    sms: null,
  }),
  'case.extended': (subject) => ({
    title: '延长办理期限告知',
    text: `经负责人批准，${subject.agencyName}办理您的“${subject.itemName}”的期限延长 ${subject.extendedDays} 个工作日${subject.promiseDueOn ? `，应在 ${spoken(subject.promiseDueOn)}前作出决定` : ''}。您可以在办件页查看理由。`,
    sms: 'case-extended',
  }),
  'case.confirmed': (subject) => ({
    title: '承诺核查通过',
    text: `您为“${subject.itemName}”作出的承诺已核查通过。`,
    sms: null,
  }),
  'case.revoked': (subject) => ({
    title: '决定已撤销',
    text: `${subject.agencyName}核查发现承诺不实，撤销了“${subject.itemName}”的决定。理由：${subject.reason ?? ''}。您可以查看救济途径。`,
    sms: 'case-decided',
  }),
  'case.delivered': (subject) => ({
    title: '结果已送达',
    text: `“${subject.itemName}”的结果已送达${subject.delivery?.method === 'post' ? `，邮寄单号 ${subject.delivery.proof}` : ''}。`,
    sms: null,
  }),
  'case.terminated': (subject) => ({
    title: '办理已终止',
    text: `${subject.agencyName}终止了“${subject.itemName}”的办理。理由：${subject.reason ?? ''}`,
    sms: 'case-decided',
  }),
  'case.withdrawn': (subject) => ({
    title: '申请已撤回',
    text: `您已撤回“${subject.itemName}”。需要时可以重新申请。`,
    sms: 'case-withdrawn',
  }),
}

const requestsOf = ({ supplement }: Subject) =>
  (supplement?.requests ?? [])
    .map(({ what, beyond }) => (beyond ? `${what}（办事指南以外的要求，您可以提出异议）` : what))
    .join('；')

function spoken(date: string): string {
  const [, month, day] = date.split('-')
  return `${Number(month)}月${Number(day)}日`
}
