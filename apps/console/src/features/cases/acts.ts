import type { CaseAction } from '@zhengtong/contract/cases'
import type { Endpoint } from '@zhengtong/contract/client'
import { acceptCase, denyCase, grantCase, refuseCase, requestSupplement, returnCase, reviewCase } from '@zhengtong/contract/staff-cases'

/** What an officer fills in for an act; which of it is sent depends on the act. */
export interface ActForm {
  opinion: string
  reason: string
  ground: 'not-needed' | 'not-competent' | 'other' | ''
  conclusion: 'grant' | 'deny'
  requests: { materialId: string; what: string }[]
  resultNumber: string
  validUntil: string
}
export type OfficerAction = Exclude<CaseAction, 'supplement' | 'withdraw'>

interface ActKind {
  label: string
  endpoint: Endpoint
  tone: 'primary' | 'danger' | ''
  /** Final acts are confirmed with what the applicant will read. */
  confirm: ((form: ActForm) => string) | null
  fields: (keyof ActForm)[]
  body(form: ActForm): Record<string, unknown>
  missing(form: ActForm): string
}

const text = (value: string) => (value.trim() ? value.trim() : undefined)
const needs = (value: string, what: string) => (value.trim().length < 2 ? `请填写${what}` : '')

/** Every act of officers as data: label, endpoint, fields, what is sent, what is missing. */
export const acts: Record<OfficerAction, ActKind> = {
  accept: {
    label: '受理',
    endpoint: acceptCase,
    tone: 'primary',
    confirm: null,
    fields: ['opinion'],
    body: ({ opinion }) => ({ opinion: text(opinion) }),
    missing: () => '',
  },
  'request-supplement': {
    label: '通知补正',
    endpoint: requestSupplement,
    tone: '',
    confirm: ({ requests }) => `补正只能通知一次。申请人将看到：${requests.map(({ what }) => what).join('；')}`,
    fields: ['requests'],
    body: ({ requests }) => ({ requests: requests.map(({ materialId, what }) => ({ materialId: materialId || null, what: what.trim() })) }),
    missing: ({ requests }) => (requests.length === 0 || requests.some(({ what }) => what.trim().length < 2) ? '请逐项写明需要补正什么' : ''),
  },
  refuse: {
    label: '不予受理',
    endpoint: refuseCase,
    tone: 'danger',
    confirm: ({ reason }) => `申请将终止。申请人将看到理由：${reason}，以及救济途径。`,
    fields: ['ground', 'reason'],
    body: ({ ground, reason }) => ({ ground, reason: reason.trim() }),
    missing: ({ ground, reason }) => (ground ? needs(reason, '理由') : '请选择不予受理的情形'),
  },
  review: {
    label: '提交审查意见',
    endpoint: reviewCase,
    tone: 'primary',
    confirm: null,
    fields: ['conclusion', 'opinion'],
    body: ({ conclusion, opinion }) => ({ conclusion, opinion: opinion.trim() }),
    missing: ({ opinion }) => needs(opinion, '审查意见'),
  },
  return: {
    label: '退回重新审查',
    endpoint: returnCase,
    tone: '',
    confirm: null,
    fields: ['opinion'],
    body: ({ opinion }) => ({ opinion: opinion.trim() }),
    missing: ({ opinion }) => needs(opinion, '退回的原因'),
  },
  grant: {
    label: '准予',
    endpoint: grantCase,
    tone: 'primary',
    confirm: ({ resultNumber }) => `申请人将看到“准予”${resultNumber ? `，文号 ${resultNumber}` : ''}。决定作出后不能修改。`,
    fields: ['resultNumber', 'validUntil', 'opinion'],
    body: ({ resultNumber, validUntil, opinion }) => ({ resultNumber: text(resultNumber), validUntil: text(validUntil), opinion: text(opinion) }),
    missing: () => '',
  },
  deny: {
    label: '不予准予',
    endpoint: denyCase,
    tone: 'danger',
    confirm: ({ reason }) => `申请人将看到理由：${reason}，以及自动附上的救济途径。决定作出后不能修改。`,
    fields: ['reason'],
    body: ({ reason }) => ({ reason: reason.trim() }),
    missing: ({ reason }) => needs(reason, '理由'),
  },
}

export const grounds = { 'not-needed': '依法不需要取得许可', 'not-competent': '不属于本机关职权（请写明应向哪个机关申请）', other: '其他法定情形' } as const
export const opinions = ['材料齐全，符合法定条件。', '经核查，申请内容属实。', '与登记信息一致。'] as const

export function emptyForm(): ActForm {
  return { opinion: '', reason: '', ground: '', conclusion: 'grant', requests: [{ materialId: '', what: '' }], resultNumber: '', validUntil: '' }
}
