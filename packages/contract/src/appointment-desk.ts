import { Type, type Static } from 'typebox'
import { BookingStatus, Minute } from './appointments.ts'
import { Id, IdParams, LegalDate, Nullable } from './page.ts'
import { problem } from './problem.ts'

const tags = ['appointments']

export const AppointmentHall = Type.Object(
  {
    id: Id,
    name: Type.String(),
    address: Type.String(),
    services: Type.Array(Type.Object({ id: Id, name: Type.String(), windows: Type.Integer() }), { maxItems: 26 }),
    agencyCode: Type.String(),
    regionCode: Type.String(),
    boardKey: Type.String({ description: 'opens the display of the hall' }),
    checkInCode: Type.String({ description: 'what the display shows now, for people who check themselves in' }),
  },
  { title: 'AppointmentHall' },
)
export type AppointmentHall = Static<typeof AppointmentHall>

/** What the window sees of a booking. */
export const StaffBooking = Type.Object(
  {
    id: Id,
    serviceId: Id,
    itemName: Type.String(),
    personName: Type.String({ description: 'masked' }),
    date: LegalDate,
    minute: Minute,
    untilMinute: Type.Integer(),
    status: BookingStatus,
    queueNumber: Nullable(Type.String()),
    excuse: Nullable(Type.String({ description: 'why the hall does not count that he was missed' })),
  },
  { title: 'StaffBooking' },
)
export type StaffBooking = Static<typeof StaffBooking>

export const listAppointmentHalls = {
  method: 'GET',
  url: '/staff/appointments/halls',
  schema: {
    tags,
    summary: '本机构可以预约的大厅',
    response: { 200: Type.Array(AppointmentHall, { maxItems: 50 }) },
  },
} as const

export const listHallDay = {
  method: 'GET',
  url: '/staff/appointments/halls/:id/bookings',
  schema: {
    tags,
    summary: '大厅一天的预约，按时间排列',
    params: IdParams,
    querystring: Type.Object({
      date: LegalDate,
      cursor: Type.Optional(Type.String({ maxLength: 200 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 100 })),
    }),
    response: { 200: Type.Object({ rows: Type.Array(StaffBooking), next: Nullable(Type.String()) }) },
  },
} as const

export const checkIn = {
  method: 'POST',
  url: '/staff/appointments/halls/:id/check-in',
  schema: {
    tags,
    summary: '凭预约码签到取号；重复签到得到同一个号',
    params: IdParams,
    body: Type.Object(
      { code: Type.String({ pattern: '^\\d{6}$', examples: ['123456'] }) },
      { additionalProperties: false, examples: [{ code: '123456' }] },
    ),
    response: { 200: StaffBooking },
  },
} as const

export const markMissed = {
  method: 'POST',
  url: '/staff/appointments/bookings/:id/missed',
  schema: { tags, summary: '没有来', params: IdParams, response: { 200: StaffBooking } },
} as const

export const excuseMissed = {
  method: 'POST',
  url: '/staff/appointments/bookings/:id/excuse',
  schema: {
    tags,
    summary: '申诉成立：这一次没有来不计入',
    params: IdParams,
    body: Type.Object(
      { reason: Type.String({ minLength: 2, maxLength: 200, pattern: '\\S' }) },
      { additionalProperties: false, examples: [{ reason: '大厅停电，当事人有到场记录' }] },
    ),
    response: { 200: StaffBooking },
  },
} as const

export const CodeUnknown = problem('appointments:code-unknown', 404, '今天没有这个预约码，请核对后重输')
export const BookingState = problem('appointments:wrong-state', 409, '这个预约现在不能这样处理，请刷新')
