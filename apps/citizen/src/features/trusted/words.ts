import type { Me } from '@zhengtong/contract/identity'
import type { LivenessAct, TrustedMode, TrustedState } from '@zhengtong/contract/trusted'

export const levels: Record<Me['level'], string> = {
  L1: '手机号已验证',
  L2: '已实名',
  L3: '已确认是本人',
  L4: '已确认是本人',
}

export const modes: Record<TrustedMode, string> = {
  'two-item': '姓名和证件号核对',
  portrait: '刷脸',
  credential: '网证',
}

export const acts: Record<LivenessAct, string> = { turn: '慢慢转头', blink: '眨眨眼睛', nod: '轻轻点头' }

/** What came of an authentication that did not succeed, and what to do next. */
export const refusals: Record<Exclude<TrustedState, 'open' | 'done'>, string> = {
  mismatch: '确认的人和这个账号的主人不是同一个人。请用您自己的网证，或换一种方式。',
  declined: '这次认证没有得到同意。如果是误点，可以重新开始。',
  'not-live': '没有看清动作。请到光线好的地方重新开始，或换一种方式。',
  expired: '等待时间过了 5 分钟。请重新开始。',
  taken: '这个网证已经关联了另一个账号。请拨打 12345 或到大厅窗口核实。',
  'not-linked': '这个网证还没有关联账号。请先用其他方式登录，再到“我的”里的“账号与安全”关联。',
  failed: '这次认证没有完成。请重新开始。',
}
