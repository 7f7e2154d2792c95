import { problem } from './problem.ts'

/** What may go wrong in registration; apart from `identity.ts`, which every page carries. */
export const AlreadyRegistered = problem('identity:already-registered', 409, '这个身份证号已经注册，请直接登录')
export const NoRegistration = problem('identity:no-registration', 401, '注册已超时，请重新开始')
export const FactorMismatch = problem('identity:factor-mismatch', 422, '核验没有通过，请核对后重新填写')
export const FactorUnknown = problem('identity:factor-unknown', 422, '核验机构没有您的记录，请改用其他信息')
export const FactorLocked = problem('identity:factor-locked', 423, '核验机构已锁定该信息，请改用其他信息或到窗口办理')
export const FactorInvalid = problem('identity:factor-invalid', 400, '填写的内容格式不正确')
export const FactorRepeated = problem('identity:factor-repeated', 409, '这项信息已经核验过了，请换一项')
export const AuthorityUnavailable = problem(
  'identity:authority-unavailable',
  503,
  '核验机构暂时没有回应，请改用其他信息或稍后再试',
)
export const FactorsMissing = problem('identity:factors-missing', 409, '还没有完成两项信息核验')
export const AgreementOutdated = problem('identity:agreement-outdated', 409, '协议已更新，请阅读新版本后再同意')
