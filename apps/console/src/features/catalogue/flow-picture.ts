import { caseActions, type ClockKind, type Flow, type FlowState, type Performer } from '@zhengtong/domain/flow'

const people: Record<Performer | 'nobody', string> = {
  applicant: '申请人',
  accept: '收件受理人员',
  review: '审查人员',
  decide: '决定人',
  approve: '机关负责人',
  joint: '会办部门',
  receive: '代收窗口',
  system: '系统到期自动',
  nobody: '—',
}
const clocks: Record<ClockKind, string> = {
  receipt: '5 个工作日内告知是否受理',
  answer: '申请人的补正期限',
  decision: '法定时限和承诺时限',
  special: '停表，不计入时限',
  payment: '申请人的缴费期限',
  delivery: '10 个工作日内送达',
  check: '承诺核查期限',
  none: '不计时',
}
export interface PictureRow {
  status: string
  label: string
  owner: string
  clock: string
  /** 岗位：做什么 → 到哪里 */
  ways: { who: string; what: string; to: string | null }[]
}

/** A flow as its editor reads it: each state with its owner, its clock and what leads out of it; then how it may end. */
export function pictureOf({ states, transitions, start, remoteStart }: Flow): { rows: PictureRow[]; ends: string[] } {
  const all = Object.entries(states) as [string, FlowState][]
  const rank = ([status, { step }]: [string, FlowState]) =>
    status === remoteStart ? 0 : status === start ? 1 : step * 10 + (status === 'suspended' ? 1 : 0)
  const rows = all
    .filter(([, { final }]) => !final)
    .toSorted((a, b) => rank(a) - rank(b))
    .map(([status, { label, owner, clock }]) => ({
      status,
      label,
      owner: people[owner],
      clock: clocks[clock],
      ways: transitions
        .filter(({ from }) => from === status)
        .map(({ action, by, to }) => ({
          who: people[by],
          what: caseActions[action],
          to: to === status ? null : (states[to]?.label ?? to),
        })),
    }))
  return { rows, ends: all.flatMap(([, { final, label }]) => (final ? [label] : [])) }
}
