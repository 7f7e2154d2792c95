import { Type, type Static } from 'typebox'
import { Proof } from './challenge.ts'
import { Instant, Nullable } from './page.ts'
import { problem } from './problem.ts'

export const FactorKind = Type.Union([
  Type.Literal('phone'),
  Type.Literal('socialSecurityCard'),
  Type.Literal('bankCard'),
  Type.Literal('providentFund'),
  Type.Literal('drivingFile'),
])
export type FactorKind = Static<typeof FactorKind>

const PersonName = Type.String({ minLength: 2, maxLength: 50 })
export const Mobile = Type.String({ minLength: 11, maxLength: 20 })
export const SmsCode = Type.String({ pattern: '^\\d{6}$' })
export const Password = Type.String({ minLength: 8, maxLength: 72 })

export const Agreement = Type.Object(
  { version: Type.String(), title: Type.String(), text: Type.String() },
  { title: 'Agreement' },
)
export type Agreement = Static<typeof Agreement>

/** A registration under way: who (masked), which factors are verified, how many are still needed. */
export const Registration = Type.Object(
  {
    name: Type.String(),
    idNumber: Type.String({ description: 'masked' }),
    factors: Type.Array(
      Type.Object({ kind: FactorKind, value: Type.String({ description: 'masked' }), verifiedAt: Instant }),
    ),
    verifiedBy: Type.Union([Type.Literal('factors'), Type.Literal('trusted-identity')], {
      description: 'a person whom the authority vouched for needs no factors; a phone he may add',
    }),
    stillNeeded: Type.Integer({ description: 'factors still to verify before the agreement: 2, 1 or 0' }),
    unavailable: Type.Array(FactorKind, { description: 'factors whose authority does not answer at the moment' }),
    expiresAt: Instant,
  },
  {
    title: 'Registration',
    examples: [
      {
        name: '张*',
        idNumber: '770101********0014',
        factors: [],
        verifiedBy: 'factors',
        stillNeeded: 2,
        unavailable: [],
        expiresAt: '2026-11-23T10:00:00+08:00',
      },
    ],
  },
)
export type Registration = Static<typeof Registration>

export const Me = Type.Object(
  {
    id: Type.String(),
    name: Type.String({ description: 'full name, for the person himself' }),
    idNumber: Type.String({ description: 'masked' }),
    phone: Nullable(Type.String({ description: 'masked' })),
    level: Type.Union([Type.Literal('L1'), Type.Literal('L2'), Type.Literal('L3'), Type.Literal('L4')]),
    registeredAt: Instant,
  },
  { title: 'Me' },
)
export type Me = Static<typeof Me>

export const CodeSent = Type.Object(
  { resendAfterSeconds: Type.Integer(), expiresInSeconds: Type.Integer() },
  { title: 'CodeSent' },
)
export type CodeSent = Static<typeof CodeSent>

/** Whom the police are asked about. */
export const PersonToVerify = Type.Object(
  { name: PersonName, idNumber: Type.String({ minLength: 15, maxLength: 40 }), proof: Proof },
  { additionalProperties: false, examples: [{ name: '张三', idNumber: '770101199003070014' }] },
)

const tags = ['identity']

export const getAgreement = {
  method: 'GET',
  url: '/agreements/service',
  schema: { tags, summary: '现行网上服务协议', response: { 200: Agreement } },
} as const

export const startRegistration = {
  method: 'POST',
  url: '/registrations',
  schema: {
    tags,
    summary: '开始注册：姓名和身份证号到公安机关核验。设备凭证写入 Cookie,30 分钟内有效',
    body: PersonToVerify,
    response: { 201: Registration },
  },
} as const

export const getRegistration = {
  method: 'GET',
  url: '/registrations/current',
  schema: { tags, summary: '本设备上未完成的注册', response: { 200: Registration } },
} as const

export const sendRegistrationCode = {
  method: 'POST',
  url: '/registrations/current/phone-codes',
  schema: {
    tags,
    summary: '向要核验的手机号发送短信验证码',
    body: Type.Object({ phone: Mobile }, { additionalProperties: false, examples: [{ phone: '13800770001' }] }),
    response: { 202: CodeSent },
  },
} as const

export const verifyFactor = {
  method: 'POST',
  url: '/registrations/current/factors',
  schema: {
    tags,
    summary: '核验一项信息（手机号须同时填写短信验证码）',
    body: Type.Object(
      { kind: FactorKind, value: Type.String({ minLength: 1, maxLength: 40 }), code: Type.Optional(SmsCode) },
      { additionalProperties: false, examples: [{ kind: 'drivingFile', value: '770100000001' }] },
    ),
    response: { 200: Registration },
  },
} as const

export const completeRegistration = {
  method: 'POST',
  url: '/registrations/current/completion',
  schema: {
    tags,
    summary: '签订网上服务协议并设置密码，完成注册并登录',
    body: Type.Object(
      { agreementVersion: Type.String({ maxLength: 40 }), password: Password },
      { additionalProperties: false, examples: [{ agreementVersion: '2026-11-01', password: 'Demo-2026-zhang' }] },
    ),
    response: { 201: Me },
  },
} as const

export const abandonRegistration = {
  method: 'DELETE',
  url: '/registrations/current',
  schema: { tags, summary: '放弃注册，清除已填信息', response: { 204: Type.Null() } },
} as const

export const signIn = {
  method: 'POST',
  url: '/sessions',
  schema: {
    tags,
    summary: '用身份证号或手机号和密码登录',
    body: Type.Object(
      {
        account: Type.String({ minLength: 1, maxLength: 40 }),
        password: Type.String({ minLength: 1, maxLength: 72 }),
        proof: Proof,
      },
      { additionalProperties: false, examples: [{ account: '13800770001', password: 'Demo-2026-zhang' }] },
    ),
    response: { 200: Me },
  },
} as const

export const sendSignInCode = {
  method: 'POST',
  url: '/sessions/phone-codes',
  schema: {
    tags,
    summary: '发送登录验证码；无论手机号是否注册，答复相同',
    body: Type.Object(
      { phone: Mobile, proof: Proof },
      { additionalProperties: false, examples: [{ phone: '13800770001' }] },
    ),
    response: { 202: CodeSent },
  },
} as const

export const signInByCode = {
  method: 'POST',
  url: '/sessions/by-code',
  schema: {
    tags,
    summary: '用手机号和短信验证码登录',
    body: Type.Object(
      { phone: Mobile, code: SmsCode },
      { additionalProperties: false, examples: [{ phone: '13800770001', code: '123456' }] },
    ),
    response: { 200: Me },
  },
} as const

export const signOut = {
  method: 'DELETE',
  url: '/sessions/current',
  schema: { tags, summary: '退出登录', response: { 204: Type.Null() } },
} as const

export const getMe = {
  method: 'GET',
  url: '/me',
  schema: { tags, summary: '当前登录的人', response: { 200: Me } },
} as const

export const BadIdNumber = problem('identity:bad-id-number', 400, '身份证号不正确，请核对后重新填写')
export const TooManyAttempts = problem('identity:too-many-attempts', 429, '核验失败次数太多，请稍后再试或到窗口办理')
export const WeakPassword = problem('identity:weak-password', 400, '密码太简单，请换一个')
export const WrongCredentials = problem('identity:wrong-credentials', 401, '账号或密码不正确')
export const WrongCode = problem('identity:wrong-code', 401, '验证码不正确或已过期')
export const SignInLocked = problem('identity:sign-in-locked', 429, '密码错误次数太多，请稍后再试，或用短信验证码登录')
export const CodeTooSoon = problem('identity:code-too-soon', 429, '验证码刚刚发送过，请稍后再试')
