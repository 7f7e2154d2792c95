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
    text: `您的“${subject.itemName}”需要补正：${(subject.supplement?.requests ?? []).map(({ what }) => what).join('；')}。请在 ${spoken(subject.supplement?.dueOn ?? '')}前补齐。`,
    sms: 'case-supplement',
  }),
  'case.supplemented': (subject) => ({
    title: '补正材料已提交',
    text: `您为“${subject.itemName}”补正的材料已提交，${spoken(subject.noticeDueOn)}前会告知您是否受理。`,
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
  'case.withdrawn': (subject) => ({
    title: '申请已撤回',
    text: `您已撤回“${subject.itemName}”。需要时可以重新申请。`,
    sms: 'case-withdrawn',
  }),
}

function spoken(date: string): string {
  const [, month, day] = date.split('-')
  return `${Number(month)}月${Number(day)}日`
}
