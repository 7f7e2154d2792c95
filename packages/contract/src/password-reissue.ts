import { Type, type Static } from 'typebox'
import { Id, IdParams, Instant, Nullable } from './page.ts'
import { problem } from './problem.ts'

const tags = ['organisation']

export const reissuePassword = {
  method: 'POST',
  url: '/organisation/staff/:id/first-password',
  schema: {
    tags,
    summary: '申请重新发放初始密码：前半段只显示这一次，安全管理员确认后才生效',
    params: IdParams,
    body: Type.Object(
      {
        id: Id,
        reason: Type.String({ minLength: 2, maxLength: 200, examples: ['忘记密码，本人到场核对过'] }),
        resetTotp: Type.Boolean({ description: '同时解除动态口令，下次登录重新绑定' }),
        version: Type.Integer({ minimum: 1, description: '打开页面时看到的版本' }),
      },
      { additionalProperties: false },
    ),
    response: { 201: Type.Object({ firstHalf: Type.String(), version: Type.Integer() }) },
  },
} as const

export const PasswordReissue = Type.Object(
  {
    id: Id,
    name: Type.String(),
    login: Type.String(),
    agencyName: Type.String(),
    reason: Type.String(),
    resetTotp: Type.Boolean(),
    askedBy: Type.String({ description: '申请的管理员' }),
    askedAt: Instant,
  },
  { title: 'PasswordReissue' },
)
export type PasswordReissue = Static<typeof PasswordReissue>

export const listPasswordReissues = {
  method: 'GET',
  url: '/organisation/password-reissues',
  schema: { tags, summary: '等待安全管理员确认的初始密码申请', response: { 200: Type.Array(PasswordReissue) } },
} as const

export const decidePasswordReissue = {
  method: 'POST',
  url: '/organisation/password-reissues/:id/decision',
  schema: {
    tags,
    summary: '确认或驳回重新发放：确认后旧密码作废，后半段只显示这一次',
    params: IdParams,
    body: Type.Object({ approve: Type.Boolean() }, { additionalProperties: false }),
    response: { 200: Type.Object({ secondHalf: Nullable(Type.String()) }) },
  },
} as const

export const ReissueDecided = problem(
  'organisation:reissue-decided',
  409,
  '这项申请已经处理或超过一天，需要时请重新申请',
)
