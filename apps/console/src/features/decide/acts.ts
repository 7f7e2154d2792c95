import type { CaseAction } from '@zhengtong/contract/cases'
import { call } from '@zhengtong/contract/client'
import * as api from '@zhengtong/contract/staff-cases'
import * as procedures from '@zhengtong/contract/staff-procedures'
import { dateInFull } from '@zhengtong/ui/dates'
import {
  opinionOf,
  optional,
  REMEDIES,
  requestFaults,
  requestsOf,
  toSupplement,
  words,
  type OfficerAct,
} from './act.ts'
import type { OfficerAction } from './drafts.ts'
import { procedureActs } from './procedure-acts.ts'

/** 行政许可法 art. 32 (1), (2): grounds of a refusal to accept. */
export const grounds: readonly { value: api.RefusalGround; label: string; hint: string }[] = [
  { value: 'not-needed', label: '依法不需要办理', hint: '请写明为什么不需要办理。' },
  { value: 'not-competent', label: '不属于本单位职权', hint: '请写明应向哪个部门申请，以及地址或电话。' },
  { value: 'other', label: '其他法定理由', hint: '请写明依据的法律条款和事实。' },
]

/** Every act of an officer, in the order a case meets them. */
export const officerActs: Record<OfficerAction, OfficerAct> = {
  forward: {
    label: '转给承办单位',
    hint: '核对材料是否齐全后转递，是否受理由承办单位决定。',
    done: '已转给承办单位。',
    tone: 'primary',
    check: (draft) => optional('/opinion', draft.opinion, '备注'),
    send: ({ id, ...act }, draft) =>
      call(procedures.forwardCase, { params: { id }, body: { ...act, ...opinionOf(draft) } }),
  },
  accept: {
    label: '受理',
    hint: '材料齐全，开始计算办理期限。',
    done: '已受理，办理期限开始计算。',
    tone: 'primary',
    check: (draft) => optional('/opinion', draft.opinion, '备注'),
    send: ({ id, ...act }, draft) => call(api.acceptCase, { params: { id }, body: { ...act, ...opinionOf(draft) } }),
  },
  'request-supplement': {
    label: '通知补正',
    hint: '一次写全要补的内容，只能通知一次。',
    done: '已通知申请人补正。',
    tone: 'plain',
    check: requestFaults,
    letter: toSupplement('请补正材料'),
    send: ({ id, ...act }, draft) =>
      call(api.requestSupplement, { params: { id }, body: { ...act, requests: requestsOf(draft) } }),
  },
  'pre-return': {
    label: '预审退回',
    hint: '受理之前请申请人修改，还不是受理与否的决定。',
    done: '已退回申请人修改。',
    tone: 'plain',
    check: requestFaults,
    letter: toSupplement('请修改后重新提交'),
    send: ({ id, ...act }, draft) =>
      call(api.preReturnCase, { params: { id }, body: { ...act, requests: requestsOf(draft) } }),
  },
  refuse: {
    label: '不予受理',
    hint: '写明理由，申请到此结束。',
    done: '已决定不予受理，系统已告知申请人。',
    tone: 'danger',
    check: ({ ground, reason }) => [
      ...(ground ? [] : [{ path: '/ground', message: '请选择不予受理的情形' }]),
      ...words('/reason', reason, '理由'),
    ],
    letter: ({ reason }) => ({ title: '您的申请不予受理', lines: [{ title: '理由', words: reason.trim() }, REMEDIES] }),
    send: ({ id, ...act }, { ground, reason }) =>
      call(api.refuseCase, { params: { id }, body: { ...act, ground: ground || 'other', reason: reason.trim() } }),
  },
  'first-review': {
    label: '初审完成',
    hint: '写明初审意见，交给另一位同事复审。',
    done: '初审已完成，等待复审。',
    tone: 'primary',
    check: ({ opinion }) => words('/opinion', opinion, '初审意见'),
    send: ({ id, ...act }, { opinion }) =>
      call(procedures.firstReviewCase, { params: { id }, body: { ...act, opinion: opinion.trim() } }),
  },
  review: {
    label: '提出审查意见',
    hint: '写明建议准予或不予，交给决定人。',
    done: '审查意见已提交，等待决定。',
    tone: 'primary',
    check: ({ conclusion, opinion }) => [
      ...(conclusion ? [] : [{ path: '/conclusion', message: '请选择审查结论' }]),
      ...words('/opinion', opinion, '审查意见'),
    ],
    send: ({ id, ...act }, { conclusion, opinion }) =>
      call(api.reviewCase, {
        params: { id },
        body: { ...act, conclusion: conclusion || 'deny', opinion: opinion.trim() },
      }),
  },
  grant: {
    label: '准予',
    hint: '批准申请，可填写结果文号和有效期。',
    done: '已准予，系统已告知申请人。',
    tone: 'primary',
    check: ({ opinion }) => optional('/opinion', opinion, '说明'),
    letter: ({ opinion, resultNumber, validUntil }, { itemName }) => ({
      title: '您的申请已获准',
      lines: [
        { title: '事项', words: itemName },
        { title: '结果文号', words: resultNumber.trim() },
        { title: '有效期至', words: validUntil ? dateInFull(validUntil) : '' },
        { title: '说明', words: opinion.trim() },
      ].filter((line) => line.words),
    }),
    send: ({ id, ...act }, draft) =>
      call(api.grantCase, {
        params: { id },
        body: {
          ...act,
          ...opinionOf(draft),
          ...(draft.resultNumber.trim() ? { resultNumber: draft.resultNumber.trim() } : {}),
          ...(draft.validUntil ? { validUntil: draft.validUntil } : {}),
        },
      }),
  },
  deny: {
    label: '不予准予',
    hint: '写明理由，系统附上救济途径。',
    done: '已决定不予准予，系统已告知申请人。',
    tone: 'danger',
    check: ({ reason }) => words('/reason', reason, '理由'),
    letter: ({ reason }) => ({ title: '您的申请没有获准', lines: [{ title: '理由', words: reason.trim() }, REMEDIES] }),
    send: ({ id, ...act }, { reason }) =>
      call(api.denyCase, { params: { id }, body: { ...act, reason: reason.trim() } }),
  },
  return: {
    label: '退回重新审查',
    hint: '写明哪里需要再查。',
    done: '已退回重新审查。',
    tone: 'plain',
    check: ({ opinion }) => words('/opinion', opinion, '退回的原因'),
    send: ({ id, ...act }, { opinion }) =>
      call(api.returnCase, { params: { id }, body: { ...act, opinion: opinion.trim() } }),
  },
  ...procedureActs,
}

const inOrder = Object.keys(officerActs) as OfficerAction[]

/** The acts the server offers this officer. */
export const offered = (actions: readonly CaseAction[]) => inOrder.filter((action) => actions.includes(action))

/** The acts he may not do now although they are his, by the reason. */
export const withheld = (whyNot: Readonly<Record<string, string>>) => {
  const acts = inOrder.flatMap((action) => (whyNot[action] ? [{ action, why: whyNot[action] }] : []))
  return [...Map.groupBy(acts, ({ why }) => why)].map(([why, same]) => ({
    why,
    labels: same.map(({ action }) => `“${officerActs[action].label}”`).join('、'),
  }))
}
