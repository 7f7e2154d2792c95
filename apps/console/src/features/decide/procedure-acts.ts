import { call } from '@zhengtong/contract/client'
import * as api from '@zhengtong/contract/staff-cases'
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

const proposed = ({ proposal }: api.StaffCase) => [
  { title: '原因', words: proposal?.reason ?? '' },
  { title: '时间', words: `${proposal?.days ?? ''} 个工作日` },
]

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
