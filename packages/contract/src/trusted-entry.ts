import { Type } from 'typebox'
import { Agreement, Me, Registration } from './identity.ts'
import { Nullable } from './page.ts'
import { problem } from './problem.ts'
import { attemptExample, TrustedAttempt } from './trusted.ts'

const tags = ['trusted']

export const getIdentityDataText = {
  method: 'GET',
  url: '/agreements/identity-data',
  schema: { tags, summary: '用网证注册时，由认证机构转交姓名和身份证号的说明', response: { 200: Agreement } },
} as const

export const startTrustedRegistration = {
  method: 'POST',
  url: '/registrations/trusted-identity',
  schema: {
    tags,
    summary: '用网证注册：发起认证，请认证机构经本人同意转交姓名和身份证号；本人不填写任何身份信息',
    body: Type.Object(
      { consentVersion: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: '已同意的说明的版本' }) },
      { additionalProperties: false, examples: [{ consentVersion: '2026-11-30' }] },
    ),
    response: { 201: TrustedAttempt },
  },
} as const

export const registerByTrustedIdentity = {
  method: 'POST',
  url: '/registrations/by-trusted-identity',
  schema: {
    tags,
    summary: '用网证注册：询问结果。没有账号的接着签协议，已有账号的直接登录原来的账号',
    response: {
      200: Type.Object(
        { attempt: TrustedAttempt, registration: Nullable(Registration), me: Nullable(Me) },
        { examples: [{ attempt: attemptExample, registration: null, me: null }] },
      ),
    },
  },
} as const

export const startTrustedRecovery = {
  method: 'POST',
  url: '/recoveries/trusted-identity',
  schema: { tags, summary: '用关联过的网证找回账号：发起认证', response: { 201: TrustedAttempt } },
} as const

export const recoverByTrustedIdentity = {
  method: 'POST',
  url: '/recoveries/by-trusted-identity',
  schema: {
    tags,
    summary: '用网证找回账号：询问结果，本人已确认则可以重设密码和手机号',
    response: {
      200: Type.Object(
        { attempt: TrustedAttempt, registration: Nullable(Registration) },
        { examples: [{ attempt: attemptExample, registration: null }] },
      ),
    },
  },
} as const

export const ConsentOutdated = problem('trusted:consent-outdated', 409, '说明已更新，请阅读新版本后再同意')
