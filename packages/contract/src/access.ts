import { Type, type Static } from 'typebox'
import { problem } from './problem.ts'

/** Functional permissions of staff, with the names administrators see. */
export const permissions = {
  accept: '受理',
  review: '审查',
  decide: '决定',
  supervise: '监督',
  operate: '系统运维',
} as const
export type Permission = keyof typeof permissions

export const Staff = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    agencyCode: Type.String(),
    agencyName: Type.String(),
    permissions: Type.Array(
      Type.Union([
        Type.Literal('accept'),
        Type.Literal('review'),
        Type.Literal('decide'),
        Type.Literal('supervise'),
        Type.Literal('operate'),
      ]),
    ),
    firstSteps: Type.Array(Type.Union([Type.Literal('change-password'), Type.Literal('enrol-totp')])),
  },
  { title: 'Staff' },
)
export type Staff = Static<typeof Staff>

const tags = ['staff']

export const signInStaff = {
  method: 'POST',
  url: '/staff/sessions',
  schema: {
    tags,
    summary: '工作人员登录：密码和动态口令',
    body: Type.Object(
      {
        login: Type.String({ minLength: 1, maxLength: 60 }),
        password: Type.String({ minLength: 1, maxLength: 72 }),
        totp: Type.Optional(Type.String({ pattern: '^\\d{6}$', description: '首次登录、尚未绑定时不填' })),
      },
      { additionalProperties: false, examples: [{ login: 'wang.ga', password: 'Demo-2026-wang', totp: '123456' }] },
    ),
    response: { 200: Staff },
  },
} as const

export const signOutStaff = {
  method: 'DELETE',
  url: '/staff/sessions/current',
  schema: { tags, summary: '退出登录', response: { 204: Type.Null() } },
} as const

export const getStaff = {
  method: 'GET',
  url: '/staff/me',
  schema: { tags, summary: '当前登录的工作人员', response: { 200: Staff } },
} as const

export const WrongStaffCredentials = problem('access:wrong-credentials', 401, '账号、密码或动态口令不正确')
export const StaffSignInLocked = problem('access:sign-in-locked', 429, '登录失败次数太多，请 15 分钟后再试')
