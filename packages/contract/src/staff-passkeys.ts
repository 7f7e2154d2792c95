import { Type } from 'typebox'
import { Staff } from './access.ts'
import { IdParams } from './page.ts'
import { Assertion, NewPasskey, Passkey, PasskeyOptions } from './passkeys.ts'
import { problem } from './problem.ts'

const tags = ['staff']
const closed = { additionalProperties: false } as const

export const listStaffPasskeys = {
  method: 'GET',
  url: '/staff/me/passkeys',
  schema: { tags, summary: '自己的通行密钥', response: { 200: Type.Array(Passkey) } },
} as const

export const startStaffPasskey = {
  method: 'POST',
  url: '/staff/me/passkeys/options',
  schema: {
    tags,
    summary: '添加通行密钥：用密码和一个新的动态口令确认本人，取得参数',
    body: Type.Object(
      { password: Type.String({ minLength: 1, maxLength: 72 }), totp: Type.String({ pattern: '^\\d{6}$' }) },
      { ...closed, examples: [{ password: 'Demo-2026-wang', totp: '123456' }] },
    ),
    response: { 200: PasskeyOptions },
  },
} as const

export const addStaffPasskey = {
  method: 'POST',
  url: '/staff/me/passkeys',
  schema: {
    tags,
    summary: '添加通行密钥：交回设备的应答，5 分钟内有效',
    body: NewPasskey,
    response: { 201: Passkey },
  },
} as const

export const removeStaffPasskey = {
  method: 'DELETE',
  url: '/staff/me/passkeys/:id',
  schema: {
    tags,
    summary: '删除通行密钥；用它登录着的设备同时退出',
    params: IdParams,
    response: { 204: Type.Null() },
  },
} as const

export const startStaffPasskeySignIn = {
  method: 'POST',
  url: '/staff/sessions/passkey-options',
  schema: { tags, summary: '工作人员用通行密钥登录：取得参数', response: { 200: PasskeyOptions } },
} as const

export const signInStaffByPasskey = {
  method: 'POST',
  url: '/staff/sessions/by-passkey',
  schema: {
    tags,
    summary: '工作人员用通行密钥登录：设备和解锁方式就是两个因素',
    body: Assertion,
    response: { 200: Staff },
  },
} as const

export const WrongStaffProof = problem(
  'access:wrong-proof',
  422,
  '密码或动态口令不正确。动态口令每个只能用一次，请等下一个再试',
)
