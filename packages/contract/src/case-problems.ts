/** What may be wrong with a case; apart from `cases.ts`, so that pages that only list cases do not carry it. */
import { problem } from './problem.ts'

export const CaseNotFound = problem('cases:not-found', 404, '没有找到这个办件')
export const SubmissionDiffers = problem(
  'cases:submission-differs',
  409,
  '这个办件已经提交过，内容不同，不能重复使用同一编号',
)
export const GuideChanged = problem('cases:guide-changed', 409, '办事指南已更新，请重新核对后提交')
export const NotAllowedNow = problem('cases:not-allowed-now', 409, '办件当前的状态不能进行这项操作')
export const CaseMoved = problem('cases:moved', 409, '这个办件刚刚被处理过，请查看最新状态')
export const HandledByAnother = problem('cases:handled-by-another', 409, '这个办件由同事经办')
export const SameOfficer = problem('cases:same-officer', 409, '审查和决定不能由同一人办理')
export const OpinionGiven = problem('cases:opinion-given', 409, '本单位的会办意见已经给出')
export const SupplementOnce = problem('cases:supplement-once', 409, '补正只能一次性告知，本办件已告知过')
export const ActDiffers = problem('cases:act-differs', 409, '这个操作编号已用于其他操作')
export const LevelNeeded = problem('cases:level-needed', 403, '这个事项要先做实人认证，填写的内容已经保存')
export const OtherIdentity = problem(
  'cases:other-identity',
  409,
  '这份申请是以另一个身份填写的，请切换回原来的身份，或者重新填一份',
)
export const FiledByAnother = problem(
  'cases:filed-by-another',
  403,
  '这个办件由家人代办，您可以查看，撤回或补正请找代办的家人，或者先收回授权再自己处理',
)
export const WrongSubject = problem('cases:wrong-subject', 409, '这个事项不能以您现在的身份申请')
