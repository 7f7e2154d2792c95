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
  'not-linked': '这个网证还没有关联账号。可以用网证注册：有账号的会进入原来的账号，没有的建一个新的。',
  withheld:
    '您没有同意转交姓名和身份证号，建不了办事账号。可以重新开始并在认证应用里勾选同意，也可以换一种方式或到大厅窗口注册。',
  failed: '这次认证没有完成。请重新开始。',
}
