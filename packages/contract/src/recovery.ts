import { Type } from 'typebox'
import { Me, Password, PersonToVerify, Registration } from './identity.ts'
import { problem } from './problem.ts'

const tags = ['identity']

export const startRecovery = {
  method: 'POST',
  url: '/recoveries',
  schema: {
    tags,
    summary:
      '密码、手机号都用不了时找回账号：姓名和身份证号到公安机关核验，再核验两项信息（同注册）；答复不说明有没有账号',
    body: PersonToVerify,
    response: { 201: Registration },
  },
} as const

export const completeRecovery = {
  method: 'POST',
  url: '/registrations/current/recovery',
  schema: {
    tags,
    summary: '核验完成后重设密码并登录；其他设备全部退出，原手机号收到提醒',
    body: Type.Object(
      {
        password: Password,
        keepPhone: Type.Boolean({ description: '没有核验新手机号时：原手机号还能用' }),
        keepPasskeys: Type.Boolean({ description: '原来的通行密钥都还在自己手里' }),
      },
      {
        additionalProperties: false,
        examples: [{ password: 'Hill-2026-cloud', keepPhone: false, keepPasskeys: false }],
      },
    ),
    response: { 200: Me },
  },
} as const

export const NoAccount = problem('identity:no-account', 409, '您还没有账号。信息已经核验过，可以直接注册')
export const TooManyRecoveries = problem(
  'identity:too-many-recoveries',
  429,
  '一天里找回的次数太多，请明天再试，或带身份证到大厅窗口办理',
)
