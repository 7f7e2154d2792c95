import { Type } from 'typebox'
import { Act } from './cases.ts'
import { Id } from './page.ts'
import { staffAct, Words } from './staff-cases.ts'

/** Acts of procedures that not every item follows: two reviews, opinions of other agencies, fees, taking in for elsewhere. */

export const firstReviewCase = {
  method: 'POST',
  url: '/staff/cases/:id/first-review',
  schema: {
    ...staffAct,
    summary: '初审完成，交复审',
    body: Type.Object({ ...Act, opinion: Words }, { additionalProperties: false }),
  },
} as const

export const sendBackCase = {
  method: 'POST',
  url: '/staff/cases/:id/send-back',
  schema: {
    ...staffAct,
    summary: '复审退回初审，写明原因',
    body: Type.Object({ ...Act, opinion: Words }, { additionalProperties: false }),
  },
} as const

export const billCase = {
  method: 'POST',
  url: '/staff/cases/:id/bill',
  schema: {
    ...staffAct,
    summary: '通知缴费：只收办事指南列明的费用，指南写明金额的按指南收',
    body: Type.Object(
      {
        ...Act,
        items: Type.Array(
          Type.Object(
            {
              orderNum: Type.Integer({ minimum: 1, description: 'of the fee in the guide' }),
              amount: Type.Integer({ minimum: 1, maximum: 1_000_000_000, description: '分' }),
            },
            { additionalProperties: false },
          ),
          { minItems: 1, maxItems: 30 },
        ),
      },
      { additionalProperties: false },
    ),
  },
} as const

export const recordPayment = {
  method: 'POST',
  url: '/staff/cases/:id/payment',
  schema: {
    ...staffAct,
    summary: '登记窗口缴费，写明票据号码',
    body: Type.Object(
      { ...Act, receiptNumber: Type.String({ minLength: 4, maxLength: 60 }) },
      { additionalProperties: false },
    ),
  },
} as const

export const waiveFee = {
  method: 'POST',
  url: '/staff/cases/:id/fee-waiver',
  schema: {
    ...staffAct,
    summary: '减免费用，写明理由和依据',
    body: Type.Object({ ...Act, reason: Words, basis: Words }, { additionalProperties: false }),
  },
} as const

export const askOpinions = {
  method: 'POST',
  url: '/staff/cases/:id/opinion-requests',
  schema: {
    ...staffAct,
    summary: '征求办事指南列明的全部会办部门的意见，同时进行',
    body: Type.Object(
      { ...Act, question: Words, days: Type.Integer({ minimum: 1, maximum: 60, description: 'working days' }) },
      { additionalProperties: false },
    ),
  },
} as const

/** Agencies answer side by side: an answer is about their own question, not about a version of the case. */
export const giveOpinion = {
  method: 'POST',
  url: '/staff/cases/:id/opinions',
  schema: {
    ...staffAct,
    summary: '会办部门给出意见，不同意的写明理由',
    body: Type.Object(
      {
        actId: Id,
        answer: Type.Union([Type.Literal('agree'), Type.Literal('disagree')]),
        words: Words,
      },
      { additionalProperties: false },
    ),
  },
} as const

export const forwardCase = {
  method: 'POST',
  url: '/staff/cases/:id/forwarding',
  schema: {
    ...staffAct,
    summary: '代收单位核对材料后转给承办单位',
    body: Type.Object({ ...Act, opinion: Type.Optional(Words) }, { additionalProperties: false }),
  },
} as const
