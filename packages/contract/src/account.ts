import { Type, type Static } from 'typebox'
import { CodeSent, Me, Mobile, Password, SmsCode } from './identity.ts'
import { Id, IdParams, Instant, Nullable, Page, PageQuery } from './page.ts'
import { problem } from './problem.ts'

/** How somebody signed in. */
export const SignInMethod = Type.Union([
  Type.Literal('password'),
  Type.Literal('sms-code'),
  Type.Literal('passkey'),
  Type.Literal('trusted-identity'),
  Type.Literal('registration'),
  Type.Literal('recovery'),
])
export type SignInMethod = Static<typeof SignInMethod>

/** A device that is signed in. `agent` and `machine` are what the browser tells of itself. */
export const CitizenSession = Type.Object(
  {
    id: Id,
    method: SignInMethod,
    agent: Type.String(),
    machine: Type.String(),
    place: Type.String({ description: 'address without its last part' }),
    createdAt: Instant,
    lastSeenAt: Instant,
    current: Type.Boolean(),
  },
  { title: 'CitizenSession' },
)
export type CitizenSession = Static<typeof CitizenSession>

export const CitizenSignIn = Type.Object(
  {
    id: Id,
    at: Instant,
    method: SignInMethod,
    outcome: Type.Union([Type.Literal('succeeded'), Type.Literal('refused'), Type.Literal('locked')]),
    agent: Type.String(),
    machine: Type.String(),
    place: Type.String(),
    newDevice: Type.Boolean(),
  },
  { title: 'CitizenSignIn' },
)
export type CitizenSignIn = Static<typeof CitizenSignIn>

/** The session at hand: until when the person counts as having just proved to be himself, and by what he can do so. */
export const CurrentSession = Type.Object(
  {
    steppedUpUntil: Nullable(Instant),
    ways: Type.Array(Type.Union([Type.Literal('password'), Type.Literal('sms-code'), Type.Literal('passkey')]), {
      description: 'besides 网证, which is a way when it is linked (/me/trusted-identity)',
    }),
  },
  {
    title: 'CurrentSession',
    examples: [{ steppedUpUntil: '2026-11-23T10:30:00+08:00', ways: ['password', 'sms-code'] }],
  },
)
export type CurrentSession = Static<typeof CurrentSession>

const tags = ['account']

export const getCurrentSession = {
  method: 'GET',
  url: '/sessions/current',
  schema: { tags, summary: '本次登录：身份确认到什么时候有效', response: { 200: CurrentSession } },
} as const

export const listSessions = {
  method: 'GET',
  url: '/me/sessions',
  schema: { tags, summary: '正在登录的设备', response: { 200: Type.Array(CitizenSession) } },
} as const

export const endSession = {
  method: 'DELETE',
  url: '/me/sessions/:id',
  schema: { tags, summary: '让一台设备退出登录', params: IdParams, response: { 204: Type.Null() } },
} as const

export const endOtherSessions = {
  method: 'DELETE',
  url: '/me/sessions',
  schema: {
    tags,
    summary: '让其他设备全部退出登录',
    response: { 200: Type.Object({ ended: Type.Integer() }) },
  },
} as const

export const listSignIns = {
  method: 'GET',
  url: '/me/sign-ins',
  schema: {
    tags,
    summary: '登录记录，保存 180 天',
    querystring: Type.Object(PageQuery),
    response: { 200: Page(CitizenSignIn) },
  },
} as const

export const sendStepUpCode = {
  method: 'POST',
  url: '/sessions/current/step-up/phone-codes',
  schema: { tags, summary: '向本人手机发送确认身份的验证码', response: { 202: CodeSent } },
} as const

export const stepUp = {
  method: 'POST',
  url: '/sessions/current/step-up',
  schema: {
    tags,
    summary: '再次确认是本人（密码或短信验证码），30 分钟内有效',
    body: Type.Union(
      [
        Type.Object({ password: Type.String({ minLength: 1, maxLength: 72 }) }, { additionalProperties: false }),
        Type.Object({ code: SmsCode }, { additionalProperties: false }),
      ],
      { examples: [{ password: 'Demo-2026-zhang' }] },
    ),
    response: { 200: CurrentSession },
  },
} as const

export const changePassword = {
  method: 'POST',
  url: '/me/password',
  schema: {
    tags,
    summary: '设置新密码（先确认身份）；其他设备会退出登录',
    body: Type.Object(
      { password: Password },
      { additionalProperties: false, examples: [{ password: 'Hill-2026-cloud' }] },
    ),
    response: { 204: Type.Null() },
  },
} as const

export const sendNewPhoneCode = {
  method: 'POST',
  url: '/me/phone/codes',
  schema: {
    tags,
    summary: '向新手机号发送验证码（先确认身份）',
    body: Type.Object({ phone: Mobile }, { additionalProperties: false, examples: [{ phone: '13800770001' }] }),
    response: { 202: CodeSent },
  },
} as const

export const changePhone = {
  method: 'POST',
  url: '/me/phone',
  schema: {
    tags,
    summary: '更换手机号（先确认身份）：新号码收验证码，并由运营商核对机主',
    body: Type.Object(
      { phone: Mobile, code: SmsCode },
      { additionalProperties: false, examples: [{ phone: '13800770001', code: '123456' }] },
    ),
    response: { 200: Me },
  },
} as const

export const StepUpNeeded = problem('identity:step-up-needed', 403, '为了您的账号安全，请先确认是您本人')
export const WrongProof = problem('identity:wrong-proof', 422, '密码不正确')
export const NoPhone = problem('identity:no-phone', 409, '您还没有登记手机号，请用密码确认')
export const SamePhone = problem('identity:same-phone', 409, '这就是您现在登记的手机号')
