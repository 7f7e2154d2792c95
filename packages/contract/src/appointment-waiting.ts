import { Type } from 'typebox'
import { Booking, ItemCode, Minute, Waiting } from './appointments.ts'
import { Id, IdParams, LegalDate } from './page.ts'
import { problem } from './problem.ts'

const tags = ['appointments']
const example = '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60'

export const joinWaiting = {
  method: 'PUT',
  url: '/appointment-waits/:id',
  schema: {
    tags,
    summary: '约满的时段候补：有人让出号时按先后轮到',
    params: IdParams,
    body: Type.Object(
      { serviceId: Id, itemCode: ItemCode, date: LegalDate, minute: Minute },
      {
        additionalProperties: false,
        examples: [{ serviceId: example, itemCode: '770101.1', date: '2026-11-24', minute: 540 }],
      },
    ),
    response: { 200: Waiting },
  },
} as const

export const acceptOffer = {
  method: 'POST',
  url: '/appointment-waits/:id/accept',
  schema: { tags, summary: '接受候补到的号', params: IdParams, response: { 200: Booking } },
} as const

export const leaveWaiting = {
  method: 'DELETE',
  url: '/appointment-waits/:id',
  schema: { tags, summary: '不再候补；已轮到的号让给下一位', params: IdParams, response: { 204: Type.Null() } },
} as const

export const NotFull = problem('appointments:not-full', 409, '这个时段还有号，可以直接预约')
export const AlreadyWaiting = problem('appointments:already-waiting', 409, '您已经在候补这个时段')
export const WaitingNotFound = problem('appointments:wait-not-found', 404, '没有找到这个候补')
export const OfferOver = problem('appointments:offer-over', 409, '给您留的时间已经过了，这个号已让给下一位')
