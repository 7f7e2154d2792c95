import { Type, type Static } from 'typebox'
import { Id, IdParams, Instant, Nullable, Page, PageQuery } from './page.ts'
import { problem } from './problem.ts'

const tags = ['staff']
const Totp = Type.String({ pattern: '^\\d{6}$', examples: ['123456'] })

export const changeStaffPassword = {
  method: 'POST',
  url: '/staff/me/password',
  schema: {
    tags,
    summary: '修改自己的密码',
    body: Type.Object(
      {
        current: Type.String({ minLength: 1, maxLength: 72, examples: ['Demo-2026-wang'] }),
        next: Type.String({ minLength: 1, maxLength: 72, examples: ['Cloud-2026-hill'] }),
      },
      { additionalProperties: false },
    ),
    response: { 204: Type.Null() },
  },
} as const

export const startTotp = {
  method: 'POST',
  url: '/staff/me/totp',
  schema: {
    tags,
    summary: '首次登录：取得动态口令密钥',
    response: { 200: Type.Object({ uri: Type.String(), secret: Type.String() }) },
  },
} as const

export const confirmTotp = {
  method: 'POST',
  url: '/staff/me/totp/confirmation',
  schema: {
    tags,
    summary: '首次登录：用一个动态口令确认绑定',
    body: Type.Object({ totp: Totp }, { additionalProperties: false }),
    response: { 204: Type.Null() },
  },
} as const

export const StaffSession = Type.Object(
  {
    id: Id,
    agent: Nullable(Type.String()),
    createdAt: Instant,
    lastSeenAt: Nullable(Instant),
    current: Type.Boolean(),
  },
  { title: 'StaffSession' },
)
export type StaffSession = Static<typeof StaffSession>

export const listStaffSessions = {
  method: 'GET',
  url: '/staff/me/sessions',
  schema: { tags, summary: '自己登录着的设备', response: { 200: Type.Array(StaffSession) } },
} as const

export const endStaffSession = {
  method: 'DELETE',
  url: '/staff/me/sessions/:id',
  schema: { tags, summary: '让一台设备退出登录', params: IdParams, response: { 204: Type.Null() } },
} as const

export const SignIn = Type.Object(
  {
    id: Id,
    at: Instant,
    address: Type.String(),
    agent: Type.String(),
    method: Type.Union([Type.Literal('password'), Type.Literal('passkey')]),
    succeeded: Type.Boolean(),
  },
  { title: 'StaffSignIn' },
)
export type SignIn = Static<typeof SignIn>

export const listSignIns = {
  method: 'GET',
  url: '/staff/me/sign-ins',
  schema: {
    tags,
    summary: '自己的登录记录',
    querystring: Type.Object(PageQuery),
    response: { 200: Page(SignIn) },
  },
} as const

export const FirstStepsMissing = problem(
  'access:first-steps-missing',
  403,
  '请先修改初始密码并绑定动态口令，再办理业务',
)
export const UnfitPassword = problem('access:unfit-password', 422, '新密码不符合要求')
export const WrongPassword = problem('access:wrong-password', 422, '现在的密码不正确')
export const WrongTotp = problem('access:wrong-totp', 422, '动态口令不正确，请检查手机时间后重试')
export const AlreadyEnrolled = problem('access:already-enrolled', 409, '动态口令已经绑定，更换手机请联系管理员')
