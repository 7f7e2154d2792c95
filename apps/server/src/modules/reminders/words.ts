import type { ReminderKind } from '@zhengtong/contract/reminders'

const ofRule: Record<string, string> = { receipt: '告知是否受理', delivery: '送达结果', check: '核查承诺' }

/** What an item says, in a line. */
export function titleOf(kind: ReminderKind, rule: string): string {
  if (rule === 'special') return '特别程序超过了预计的时间'
  const what = ofRule[rule] ?? (rule.startsWith('step-') ? '完成这一步' : '办结')
  const titles: Record<ReminderKind, string> = {
    assigned: '转给您经办',
    returned: '退回您重新审查',
    half: `${what}的时间已过一半`,
    two: `离${what}还剩 2 个工作日`,
    yellow: `离${what}还剩 1 个工作日`,
    today: `今天是${what}的最后一天`,
    red: `${what}已经超期`,
  }
  return titles[kind]
}
