import { Type, type Static } from 'typebox'
import { CurrentSession } from './account.ts'
import { Me } from './identity.ts'
import { Id, IdParams, Instant, Nullable } from './page.ts'
import { problem } from './problem.ts'

/** A key on the person's device that takes the place of the password. */
export const Passkey = Type.Object(
  { id: Id, name: Type.String(), createdAt: Instant, lastUsedAt: Nullable(Instant) },
  { title: 'Passkey' },
)
export type Passkey = Static<typeof Passkey>

const Base64Url = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '^[\\w-]+$' })
const Credential = { id: Base64Url(1_400), rawId: Base64Url(1_400), type: Type.Literal('public-key') }
const closed = { additionalProperties: false } as const

/** What a browser answers when it has made a passkey (RegistrationResponseJSON of Web Authentication, what of it is needed). */
export const Attestation = Type.Object(
  {
    ...Credential,
    response: Type.Object(
      {
        clientDataJSON: Base64Url(4_000),
        attestationObject: Base64Url(20_000),
        transports: Type.Optional(Type.Array(Type.String({ maxLength: 20 }), { maxItems: 10 })),
      },
      closed,
    ),
  },
  { ...closed, title: 'Attestation' },
)
export type Attestation = Static<typeof Attestation>

/** What a browser answers when its owner has unlocked a passkey (AuthenticationResponseJSON). */
export const Assertion = Type.Object(
  {
    ...Credential,
    response: Type.Object(
      {
        clientDataJSON: Base64Url(4_000),
        authenticatorData: Base64Url(4_000),
        signature: Base64Url(4_000),
        userHandle: Type.Optional(Base64Url(200)),
      },
      closed,
    ),
  },
  {
    ...closed,
    title: 'Assertion',
    examples: [
      {
        id: 'AQ',
        rawId: 'AQ',
        type: 'public-key',
        response: { clientDataJSON: 'AQ', authenticatorData: 'AQ', signature: 'AQ' },
      },
    ],
  },
)
export type Assertion = Static<typeof Assertion>

/** Options of the Web Authentication API in JSON; passed to the browser as they are. */
export const PasskeyOptions = Type.Object(
  { challenge: Type.String() },
  { title: 'PasskeyOptions', additionalProperties: true },
)

const tags = ['account']

/** A passkey just made, with the name its owner knows it by. */
export const NewPasskey = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 40 }), credential: Attestation },
  {
    ...closed,
    examples: [
      {
        name: '我的手机',
        credential: {
          id: 'AQ',
          rawId: 'AQ',
          type: 'public-key',
          response: { clientDataJSON: 'AQ', attestationObject: 'AQ' },
        },
      },
    ],
  },
)

export const listPasskeys = {
  method: 'GET',
  url: '/me/passkeys',
  schema: { tags, summary: '自己的通行密钥', response: { 200: Type.Array(Passkey) } },
} as const

export const startPasskey = {
  method: 'POST',
  url: '/me/passkeys/options',
  schema: { tags, summary: '添加通行密钥：取得参数（先确认身份）', response: { 200: PasskeyOptions } },
} as const

export const addPasskey = {
  method: 'POST',
  url: '/me/passkeys',
  schema: {
    tags,
    summary: '添加通行密钥：交回设备的应答（先确认身份）',
    body: NewPasskey,
    response: { 201: Passkey },
  },
} as const

export const removePasskey = {
  method: 'DELETE',
  url: '/me/passkeys/:id',
  schema: { tags, summary: '删除通行密钥（先确认身份）', params: IdParams, response: { 204: Type.Null() } },
} as const

export const startPasskeySignIn = {
  method: 'POST',
  url: '/sessions/passkey-options',
  schema: { tags, summary: '用通行密钥登录：取得参数', response: { 200: PasskeyOptions } },
} as const

export const signInByPasskey = {
  method: 'POST',
  url: '/sessions/by-passkey',
  schema: { tags, summary: '用通行密钥登录', body: Assertion, response: { 200: Me } },
} as const

export const startPasskeyStepUp = {
  method: 'POST',
  url: '/sessions/current/step-up/passkey-options',
  schema: { tags, summary: '用通行密钥确认身份：取得参数', response: { 200: PasskeyOptions } },
} as const

export const stepUpByPasskey = {
  method: 'POST',
  url: '/sessions/current/step-up/by-passkey',
  schema: { tags, summary: '用通行密钥确认身份', body: Assertion, response: { 200: CurrentSession } },
} as const

export const PasskeyRefused = problem('identity:passkey-refused', 401, '通行密钥没有验证成功，请重试或改用其他方式登录')
export const PasskeyTaken = problem('identity:passkey-taken', 409, '这把通行密钥已经添加过了')
export const TooManyPasskeys = problem('identity:too-many-passkeys', 409, '最多添加 10 把通行密钥，请先删除不用的')
