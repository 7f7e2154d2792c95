import { Type, type Static } from 'typebox'
import { CurrentSession } from './account.ts'
import { Me } from './identity.ts'
import { Id, IdParams, Instant, Nullable } from './page.ts'
import { problem } from './problem.ts'

/** By what the authority is asked: name and number alone, with a portrait, or with the network identity credential (网证). */
export const TrustedMode = Type.Union([Type.Literal('two-item'), Type.Literal('portrait'), Type.Literal('credential')])
export type TrustedMode = Static<typeof TrustedMode>

/** How an authentication stands. All but `open` are final. */
export const TrustedState = Type.Union([
  Type.Literal('open'),
  Type.Literal('done'),
  Type.Literal('mismatch'),
  Type.Literal('declined'),
  Type.Literal('not-live'),
  Type.Literal('expired'),
  Type.Literal('taken'),
  Type.Literal('not-linked'),
  Type.Literal('withheld'),
  Type.Literal('failed'),
])
export type TrustedState = Static<typeof TrustedState>

/** What a person is asked to do before the camera. */
export const LivenessAct = Type.Union([Type.Literal('turn'), Type.Literal('blink'), Type.Literal('nod')])
export type LivenessAct = Static<typeof LivenessAct>

export const attemptExample = {
  id: '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60',
  mode: 'credential',
  state: 'open',
  checkCode: '47',
  confirmUrl: 'https://authority.example/confirm/5d41402abc4b2a76',
  challenge: [],
  expiresAt: '2026-11-23T09:35:00+08:00',
}
export const TrustedAttempt = Type.Object(
  {
    id: Id,
    mode: TrustedMode,
    state: TrustedState,
    checkCode: Type.String({
      description: 'two digits that the person types at the authority: it is this screen that asks',
    }),
    confirmUrl: Type.String({ description: "the authority's own page, where the person decides" }),
    challenge: Type.Array(LivenessAct, { description: 'for a portrait: what to do, in this order' }),
    expiresAt: Instant,
  },
  { title: 'TrustedAttempt', examples: [attemptExample] },
)
export type TrustedAttempt = Static<typeof TrustedAttempt>

/** What the person has proved, and whether his 网证 opens this account. No number, no picture, no pseudonym. */
export const TrustedIdentity = Type.Object(
  {
    available: Type.Boolean({ description: 'an authority is connected' }),
    level: Me.properties.level,
    linkedAt: Nullable(Instant),
    lastUsedAt: Nullable(Instant),
    proofs: Type.Array(Type.Object({ mode: TrustedMode, at: Instant }), { maxItems: 10 }),
  },
  { title: 'TrustedIdentity' },
)
export type TrustedIdentity = Static<typeof TrustedIdentity>

export const LIVENESS_ACTS = 3
const Frame = Type.Object(
  {
    action: LivenessAct,
    image: Type.String({ pattern: '^/9j/[A-Za-z0-9+/=]+$', maxLength: 60_000, description: 'JPEG, base64' }),
  },
  { additionalProperties: false },
)

const tags = ['trusted']

export const getTrustedIdentity = {
  method: 'GET',
  url: '/me/trusted-identity',
  schema: { tags, summary: '我的可信身份认证情况', response: { 200: TrustedIdentity } },
} as const

export const startTrustedAttempt = {
  method: 'PUT',
  url: '/me/trusted-identity/attempts/:id',
  schema: {
    tags,
    summary: '发起一次可信身份认证；同一编号重复发起得到同一次认证',
    params: IdParams,
    body: Type.Object({ mode: TrustedMode }, { additionalProperties: false, examples: [{ mode: 'credential' }] }),
    response: { 200: TrustedAttempt },
  },
} as const

export const checkTrustedAttempt = {
  method: 'POST',
  url: '/me/trusted-identity/attempts/:id/check',
  schema: {
    tags,
    summary: '向认证机构询问结果；有结果后再问，得到同一结果',
    params: IdParams,
    response: { 200: TrustedAttempt },
  },
} as const

export const sendPortrait = {
  method: 'POST',
  url: '/me/trusted-identity/attempts/:id/portrait',
  schema: {
    tags,
    summary: '提交刷脸照片，当场转交认证机构比对，平台不保存',
    params: IdParams,
    body: Type.Object(
      { frames: Type.Array(Frame, { minItems: LIVENESS_ACTS, maxItems: LIVENESS_ACTS }) },
      {
        additionalProperties: false,
        examples: [
          {
            frames: [
              { action: 'nod', image: '/9j/4AAQSkZJRgABAQ==' },
              { action: 'turn', image: '/9j/4AAQSkZJRgABAg==' },
              { action: 'blink', image: '/9j/4AAQSkZJRgABAw==' },
            ],
          },
        ],
      },
    ),
    response: { 200: TrustedAttempt },
  },
} as const

export const unlinkTrustedIdentity = {
  method: 'DELETE',
  url: '/me/trusted-identity',
  schema: { tags, summary: '取消网证关联（先确认身份），以后不能用网证登录', response: { 204: Type.Null() } },
} as const

export const offersTrustedSignIn = {
  method: 'GET',
  url: '/sessions/trusted-identity',
  schema: {
    tags,
    summary: '能不能用网证登录（是否接入了认证机构）',
    response: { 200: Type.Object({ available: Type.Boolean() }, { examples: [{ available: true }] }) },
  },
} as const

export const startTrustedSignIn = {
  method: 'POST',
  url: '/sessions/trusted-identity',
  schema: { tags, summary: '用网证登录：发起认证，凭证写入本设备 Cookie', response: { 201: TrustedAttempt } },
} as const

export const signInByTrustedIdentity = {
  method: 'POST',
  url: '/sessions/by-trusted-identity',
  schema: {
    tags,
    summary: '用网证登录：询问结果，本人已确认则登录',
    response: {
      200: Type.Object(
        { attempt: TrustedAttempt, me: Nullable(Me) },
        { examples: [{ attempt: attemptExample, me: null }] },
      ),
    },
  },
} as const

export const startTrustedStepUp = {
  method: 'PUT',
  url: '/sessions/current/step-up/trusted-identity/:id',
  schema: {
    tags,
    summary: '用网证再次确认身份：发起认证；同一编号重复发起得到同一次认证',
    params: IdParams,
    response: { 200: TrustedAttempt },
  },
} as const

export const checkTrustedStepUp = {
  method: 'POST',
  url: '/sessions/current/step-up/trusted-identity/:id/check',
  schema: {
    tags,
    summary: '用网证再次确认身份：询问结果，本人已确认则 30 分钟内有效',
    params: IdParams,
    response: {
      200: Type.Object(
        { attempt: TrustedAttempt, session: Nullable(CurrentSession) },
        { examples: [{ attempt: attemptExample, session: null }] },
      ),
    },
  },
} as const

export const NotLinked = problem('trusted:not-linked', 409, '您还没有关联网证，请用其他方式确认')
export const TrustedUnavailable = problem(
  'trusted:unavailable',
  503,
  '身份认证机构暂时没有回应，请稍后再试，也可以用其他方式',
)
export const TooManyAttempts = problem('trusted:too-many-attempts', 429, '认证次数太多，请过一会儿再试')
export const FaceConsentNeeded = problem('trusted:face-consent-needed', 409, '刷脸之前，请先阅读并同意人脸信息的说明')
export const FaceNeedsGuardian = problem(
  'trusted:face-needs-guardian',
  409,
  '未满 14 周岁不能自己刷脸，请由监护人陪同到大厅窗口办理',
)
