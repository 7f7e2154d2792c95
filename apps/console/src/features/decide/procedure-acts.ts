import { call } from '@zhengtong/contract/client'
import * as api from '@zhengtong/contract/staff-cases'
import * as procedures from '@zhengtong/contract/staff-procedures'
import { fenOf } from '@zhengtong/ui/money'
import { REMEDIES, wholeDays, words, type OfficerAct } from './act.ts'

type Action =
  | 'propose-suspension'
  | 'approve-suspension'
  | 'resume'
  | 'propose-extension'
  | 'approve-extension'
  | 'reject-proposal'
  | 'terminate'
  | 'deliver'
  | 'confirm'
  | 'revoke'
  | 'ask-opinions'
  | 'give-opinion'
  | 'send-back'
  | 'bill'
  | 'pay'
  | 'waive'

const proposed = ({ proposal }: api.StaffCase) => [
  { title: '原因', words: proposal?.reason ?? '' },
  { title: '时间', words: `${proposal?.days ?? ''} 个工作日` },
]

/** The fees that are charged, as typed. */
const chosenFees = (amounts: Record<number, string>) =>
  Object.entries(amounts).map(([orderNum, yuan]) => ({ orderNum: Number(orderNum), yuan }))

const feeFaults = (amounts: Record<number, string>) => {
  const chosen = chosenFees(amounts)
  if (chosen.length === 0) return [{ path: '/items', message: '请至少选择一项费用' }]
  return chosen.flatMap(({ orderNum, yuan }) =>
    fenOf(yuan) ? [] : [{ path: `/amounts/${orderNum}`, message: '请填写金额，例如 80 或 80.50' }],
  )
}

/** Acts beside the straight way: special procedures, extension, ending, delivery, and the check of a promise. */
export const procedureActs: Record<Action, OfficerAct> = {
  'approve-suspension': {
    label: '批准特别程序',
    hint: '批准后办理期限停止计算，并书面告知申请人。',
    done: '已批准，办理期限停止计算。',
    tone: 'primary',
    check: () => [],
    letter: (_draft, found) => ({
      title: '特别程序告知',
      lines: [{ title: '程序', words: found.proposal?.special ?? '' }, ...proposed(found)],
    }),
    send: ({ id, ...act }) => call(api.approveProposal, { params: { id }, body: { ...act, kind: 'suspension' } }),
  },
  'approve-extension': {
    label: '批准延期',
    hint: '只能延长一次，并告知申请人理由。',
    done: '已批准延长期限。',
    tone: 'primary',
    check: () => [],
    letter: (_draft, found) => ({ title: '延长办理期限告知', lines: proposed(found) }),
    send: ({ id, ...act }) => call(api.approveProposal, { params: { id }, body: { ...act, kind: 'extension' } }),
  },
  'reject-proposal': {
    label: '不同意',
    hint: '写明理由，办件继续办理。',
    done: '已退回申请，办件继续办理。',
    tone: 'plain',
    check: ({ reason }) => words('/reason', reason, '理由'),
    send: ({ id, ...act }, { reason }) =>
      call(api.rejectProposal, { params: { id }, body: { ...act, reason: reason.trim() } }),
  },
  resume: {
    label: '特别程序结束',
    hint: '写明结果，办理期限从次日起继续计算。',
    done: '特别程序已结束，办理期限继续计算。',
    tone: 'primary',
    check: ({ opinion }) => words('/result', opinion, '结果'),
    send: ({ id, ...act }, { opinion }) =>
      call(api.resumeCase, { params: { id }, body: { ...act, result: opinion.trim() } }),
  },
  'propose-suspension': {
    label: '申请特别程序',
    hint: '听证、检验、评审等，由负责人批准后停止计算期限。',
    done: '已提出申请，等待负责人批准。',
    tone: 'plain',
    check: ({ special, days, reason }) => [
      ...(special ? [] : [{ path: '/special', message: '请选择特别程序' }]),
      ...wholeDays('/days', days),
      ...words('/reason', reason, '原因'),
    ],
    send: ({ id, ...act }, { special, days, reason }) =>
      call(api.proposeSuspension, {
        params: { id },
        body: { ...act, special, days: Number(days), reason: reason.trim() },
      }),
  },
  'propose-extension': {
    label: '申请延期',
    hint: '到期之前可以延长一次，由负责人批准。',
    done: '已提出申请，等待负责人批准。',
    tone: 'plain',
    check: ({ days, reason }) => [...wholeDays('/days', days), ...words('/reason', reason, '原因')],
    send: ({ id, ...act }, { days, reason }) =>
      call(api.proposeExtension, { params: { id }, body: { ...act, days: Number(days), reason: reason.trim() } }),
  },
  deliver: {
    label: '登记送达',
    hint: '结果已领取或寄出，办理结束。',
    done: '已登记送达，办件办结。',
    tone: 'primary',
    check: ({ method, proof }) => [
      ...(method ? [] : [{ path: '/method', message: '请选择送达方式' }]),
      ...words('/proof', proof, method === 'post' ? '邮寄单号' : '领取人'),
    ],
    send: ({ id, ...act }, { method, proof }) =>
      call(api.deliverCase, { params: { id }, body: { ...act, method: method || 'window', proof: proof.trim() } }),
  },
  confirm: {
    label: '核查通过',
    hint: '承诺属实，决定继续有效。',
    done: '已登记核查通过。',
    tone: 'primary',
    check: ({ opinion }) => words('/opinion', opinion, '核查情况'),
    send: ({ id, ...act }, { opinion }) =>
      call(api.confirmPromise, { params: { id }, body: { ...act, opinion: opinion.trim() } }),
  },
  revoke: {
    label: '撤销决定',
    hint: '核查发现承诺不实，写明理由。',
    done: '已撤销决定，系统已告知申请人。',
    tone: 'danger',
    check: ({ reason }) => words('/reason', reason, '理由'),
    letter: ({ reason }) => ({ title: '决定已撤销', lines: [{ title: '理由', words: reason.trim() }, REMEDIES] }),
    send: ({ id, ...act }, { reason }) =>
      call(api.revokeDecision, { params: { id }, body: { ...act, reason: reason.trim() } }),
  },
  'ask-opinions': {
    label: '征求会办意见',
    hint: '同时发给办事指南列明的各部门，限期答复。',
    done: '已发给会办部门，等待答复。',
    tone: 'plain',
    check: ({ days, opinion }) => [...wholeDays('/days', days), ...words('/question', opinion, '请对方核实什么')],
    send: ({ id, ...act }, { days, opinion }) =>
      call(procedures.askOpinions, { params: { id }, body: { ...act, days: Number(days), question: opinion.trim() } }),
  },
  'give-opinion': {
    label: '给出会办意见',
    hint: '代表本单位答复，只能一次；不同意的写明理由。',
    done: '会办意见已交给承办单位。',
    tone: 'primary',
    check: ({ answer, opinion }) => [
      ...(answer ? [] : [{ path: '/answer', message: '请选择同意还是不同意' }]),
      ...words('/words', opinion, answer === 'disagree' ? '不同意的理由' : '核实情况'),
    ],
    send: ({ id, actId }, { answer, opinion }) =>
      call(procedures.giveOpinion, {
        params: { id },
        body: { actId, answer: answer || 'disagree', words: opinion.trim() },
      }),
  },
  'send-back': {
    label: '退回初审',
    hint: '写明哪里需要再查。',
    done: '已退回初审。',
    tone: 'plain',
    check: ({ opinion }) => words('/opinion', opinion, '退回的原因'),
    send: ({ id, ...act }, { opinion }) =>
      call(procedures.sendBackCase, { params: { id }, body: { ...act, opinion: opinion.trim() } }),
  },
  bill: {
    label: '通知缴费',
    hint: '只收办事指南列明的费用，缴清后再作决定。',
    done: '已通知申请人缴费。',
    tone: 'primary',
    check: ({ amounts }) => feeFaults(amounts),
    letter: ({ amounts }, { fees }) => ({
      title: '请缴费',
      lines: chosenFees(amounts).map(({ orderNum, yuan }) => ({
        title: fees.find((fee) => fee.orderNum === orderNum)?.feeName ?? '费用',
        words: `${yuan.trim()} 元`,
      })),
    }),
    send: ({ id, ...act }, { amounts }) =>
      call(procedures.billCase, {
        params: { id },
        body: {
          ...act,
          items: chosenFees(amounts).map(({ orderNum, yuan }) => ({ orderNum, amount: fenOf(yuan) ?? 0 })),
        },
      }),
  },
  pay: {
    label: '登记缴费',
    hint: '申请人在窗口缴清后登记票据号码。',
    done: '已登记缴费，等待决定。',
    tone: 'primary',
    check: ({ receiptNumber }) =>
      receiptNumber.trim().length < 4 ? [{ path: '/receiptNumber', message: '请填写票据号码，至少 4 个字符' }] : [],
    send: ({ id, ...act }, { receiptNumber }) =>
      call(procedures.recordPayment, { params: { id }, body: { ...act, receiptNumber: receiptNumber.trim() } }),
  },
  waive: {
    label: '减免费用',
    hint: '由负责人决定，写明理由和依据。',
    done: '已减免费用，等待决定。',
    tone: 'plain',
    check: ({ reason, basis }) => [...words('/reason', reason, '理由'), ...words('/basis', basis, '依据')],
    letter: ({ reason, basis }) => ({
      title: '费用已减免',
      lines: [
        { title: '理由', words: reason.trim() },
        { title: '依据', words: basis.trim() },
      ],
    }),
    send: ({ id, ...act }, { reason, basis }) =>
      call(procedures.waiveFee, { params: { id }, body: { ...act, reason: reason.trim(), basis: basis.trim() } }),
  },
  terminate: {
    label: '终止办理',
    hint: '申请人死亡、注销或不再需要时，写明理由。',
    done: '已终止办理，系统已告知申请人。',
    tone: 'danger',
    check: ({ reason }) => words('/reason', reason, '理由'),
    letter: ({ reason }) => ({ title: '办理已终止', lines: [{ title: '理由', words: reason.trim() }] }),
    send: ({ id, ...act }, { reason }) =>
      call(api.terminateCase, { params: { id }, body: { ...act, reason: reason.trim() } }),
  },
}
