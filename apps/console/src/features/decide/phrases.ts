import type { RefusalGround } from '@zhengtong/contract/staff-cases'

/** Phrases officers often need; each is a beginning to complete, never a finished reason. */
export const reviewPhrases: Record<'grant' | 'deny', readonly string[]> = {
  grant: [
    '申请材料齐全，符合法定形式。经审查，申请人符合办理条件，建议准予。',
    '已核对申请人身份和材料原件，内容一致，建议准予。',
    '已通过数据共享核验，信息一致，建议准予。',
  ],
  deny: [
    '经审查，申请人不符合办理条件。不符合的条件是：',
    '经核验，材料内容与事实不符。具体是：',
    '根据《》第 条，本申请应不予准予。事实是：',
  ],
}

export const refusalPhrases: Record<RefusalGround, readonly string[]> = {
  'not-needed': ['您申请的事项依法不需要办理，可以直接进行。依据是：'],
  'not-competent': ['您申请的事项不属于本单位职权范围，请向下面的部门申请：'],
  other: ['根据《》第 条，本申请不予受理。事实是：'],
}

export const denialPhrases: readonly string[] = [
  '经审查，您的申请不符合法定条件。不符合的条件是：',
  '根据《》第 条，决定不予准予。事实是：',
]
