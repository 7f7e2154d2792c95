import type { Phrases } from '@zhengtong/contract/phrases'

/** Phrases that come with the product; each is a beginning to complete, never a finished reason. */
export const shippedPhrases: Phrases['shipped'] = [
  { purpose: 'comment', words: '已电话联系申请人，对方表示：' },
  { purpose: 'comment', words: '“{材料名称}”需要向出具单位核实，核实前请不要办理。' },
  { purpose: 'comment', words: '承诺 {承诺办结日}前办结，请优先办理。' },
  { purpose: 'note', words: '材料齐全，请按期办理。' },
  { purpose: 'supplement', words: '{材料名称}看不清，请在光线好的地方重新拍照上传，四角完整、文字清楚。' },
  { purpose: 'supplement', words: '{材料名称}缺少页，请把每一页都上传。' },
  { purpose: 'supplement', words: '{材料名称}没有签名或盖章，请签名盖章后重新上传。' },
  { purpose: 'supplement', words: '{材料名称}已过有效期，请上传在有效期内的。' },
  { purpose: 'deviation', words: '现有材料不能证明＿＿。依据《》第 条，需要{材料名称}。' },
  { purpose: 'refuse', words: '您申请的“{事项名称}”依法不需要办理，可以直接进行。依据是：' },
  { purpose: 'refuse', words: '您申请的“{事项名称}”不属于本单位职权范围，请向下面的部门申请：' },
  { purpose: 'refuse', words: '根据《》第 条，“{事项名称}”的申请不予受理。事实是：' },
  { purpose: 'review-grant', words: '申请材料齐全，符合法定形式。经审查，申请人符合办理条件，建议准予。' },
  { purpose: 'review-grant', words: '已核对申请人身份和材料原件，内容一致，建议准予。' },
  { purpose: 'review-grant', words: '已通过数据共享核验，信息一致，建议准予。' },
  { purpose: 'review-deny', words: '经审查，申请人不符合办理条件。不符合的条件是：' },
  { purpose: 'review-deny', words: '经核验，材料内容与事实不符。具体是：' },
  { purpose: 'review-deny', words: '根据《》第 条，本申请应不予准予。事实是：' },
  { purpose: 'deny', words: '经审查，您的“{事项名称}”申请不符合法定条件。不符合的条件是：' },
  { purpose: 'deny', words: '根据《》第 条，决定不予准予。事实是：' },
  { purpose: 'return', words: '审查意见没有写明依据，请补充后重新提交。' },
  { purpose: 'opinion', words: '经核实，情况属实。' },
  { purpose: 'opinion', words: '经核实，与本单位登记的情况不一致。具体是：' },
]
