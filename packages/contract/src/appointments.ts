import { Type, type Static } from 'typebox'
import { Id, IdParams, Instant, LegalDate, Nullable } from './page.ts'
import { problem } from './problem.ts'

const tags = ['appointments']
export const ItemCode = Type.String({ minLength: 1, maxLength: 100, pattern: '^[0-9A-Za-z.-]+$' })
/** Minute of the day in Asia/Shanghai. */
export const Minute = Type.Integer({ minimum: 0, maximum: 1439 })
const example = '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60'

/** Until this many minutes before the start a booking can be cancelled or moved. */
export const CHANGE_UNTIL_MINUTES = 60

/** A group of windows of a hall that a time can be booked at. */
export const AppointmentService = Type.Object(
  {
    id: Id,
    name: Type.String(),
    hallName: Type.String(),
    address: Type.String(),
    regionCode: Type.String(),
    reservedPercent: Type.Integer({ description: 'of the places of each time, kept for people of 60 and older' }),
  },
  { title: 'AppointmentService' },
)
export type AppointmentService = Static<typeof AppointmentService>

export const AppointmentDay = Type.Object(
  {
    date: LegalDate,
    state: Type.Union([
      Type.Literal('open'),
      Type.Literal('full'),
      Type.Literal('closed'),
      Type.Literal('not-yet', { description: 'opens for booking at `opensAt`' }),
    ]),
    left: Type.Integer(),
    reason: Nullable(Type.String({ description: 'why the day is not like its weekday' })),
    opensAt: Nullable(Instant),
  },
  { title: 'AppointmentDay' },
)
export type AppointmentDay = Static<typeof AppointmentDay>

export const AppointmentSlot = Type.Object(
  { minute: Minute, untilMinute: Type.Integer(), left: Type.Integer(), past: Type.Boolean() },
  { title: 'AppointmentSlot' },
)
export type AppointmentSlot = Static<typeof AppointmentSlot>

export const TicketStatus = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('called'),
  Type.Literal('skipped', { description: 'called and not there; the desk can call again' }),
  Type.Literal('served'),
])
export type TicketStatus = Static<typeof TicketStatus>

export const BookingStatus = Type.Union([
  Type.Literal('booked'),
  Type.Literal('arrived'),
  Type.Literal('served'),
  Type.Literal('missed'),
  Type.Literal('cancelled'),
])
export type BookingStatus = Static<typeof BookingStatus>

/** Where somebody with a number stands in the queue. */
export const QueuePlace = Type.Object(
  {
    status: TicketStatus,
    window: Nullable(Type.Integer({ description: 'the window that calls him' })),
    ahead: Type.Integer(),
    waitMinutes: Type.Integer({ description: 'estimated from today’s pace' }),
  },
  { title: 'QueuePlace' },
)
export type QueuePlace = Static<typeof QueuePlace>

export const Booking = Type.Object(
  {
    id: Id,
    serviceId: Id,
    serviceName: Type.String(),
    hallName: Type.String(),
    address: Type.String(),
    itemCode: Type.String(),
    itemName: Type.String(),
    date: LegalDate,
    minute: Minute,
    untilMinute: Type.Integer(),
    code: Type.String({ description: 'six digits, told at the hall' }),
    status: BookingStatus,
    calledOff: Type.Boolean({ description: 'cancelled because the hall closed' }),
    excused: Type.Boolean({ description: 'missed, but the hall does not count it' }),
    queueNumber: Nullable(Type.String()),
    queue: Nullable(QueuePlace, { description: 'while he waits at the hall today' }),
    canCheckIn: Type.Boolean({ description: 'may take a number himself now, with the code that the hall shows' }),
    canChange: Type.Boolean({ description: 'may still be cancelled or moved' }),
    over: Type.Boolean({ description: 'its time has passed' }),
  },
  { title: 'Booking' },
)
export type Booking = Static<typeof Booking>

/** A place in the line for a time that is full. */
export const Waiting = Type.Object(
  {
    id: Id,
    serviceId: Id,
    serviceName: Type.String(),
    hallName: Type.String(),
    itemCode: Type.String(),
    itemName: Type.String(),
    date: LegalDate,
    minute: Minute,
    untilMinute: Type.Integer(),
    status: Type.Union([Type.Literal('waiting'), Type.Literal('offered')]),
    ahead: Type.Integer({ description: 'people before him' }),
    expiresAt: Nullable(Instant, { description: 'until then a free place is kept for him' }),
  },
  { title: 'Waiting' },
)
export type Waiting = Static<typeof Waiting>

/** Why and until when a service takes no booking of this person. */
export const Block = Type.Object(
  {
    serviceId: Id,
    serviceName: Type.String(),
    hallName: Type.String(),
    until: LegalDate,
    missed: Type.Integer({ description: 'as often as the rule allows not to come' }),
    days: Type.Integer({ description: 'within so many days' }),
  },
  { title: 'AppointmentBlock' },
)
export type Block = Static<typeof Block>

export const BookingList = Type.Object(
  {
    rows: Type.Array(Booking, { maxItems: 50 }),
    waiting: Type.Array(Waiting, { maxItems: 50 }),
    blocks: Type.Array(Block, { maxItems: 50, description: 'where he was missed too often' }),
  },
  { title: 'BookingList' },
)
export type BookingList = Static<typeof BookingList>

export const listAppointmentServices = {
  method: 'GET',
  url: '/appointment-services',
  schema: {
    tags,
    summary: '办理某个事项可以预约的大厅',
    querystring: Type.Object({ itemCode: ItemCode }),
    response: { 200: Type.Array(AppointmentService, { maxItems: 50 }) },
  },
} as const

export const listAppointmentDays = {
  method: 'GET',
  url: '/appointment-services/:id/days',
  schema: {
    tags,
    summary: '今天起可以预约的日子和余号',
    params: IdParams,
    response: { 200: Type.Array(AppointmentDay, { maxItems: 61 }) },
  },
} as const

export const listAppointmentSlots = {
  method: 'GET',
  url: '/appointment-services/:id/slots',
  schema: {
    tags,
    summary: '某一天的时段和余号',
    params: IdParams,
    querystring: Type.Object({ date: LegalDate }),
    response: { 200: Type.Array(AppointmentSlot, { maxItems: 288 }) },
  },
} as const

export const book = {
  method: 'PUT',
  url: '/bookings/:id',
  schema: {
    tags,
    summary: '预约一个时段（编号由客户端产生，重复发送只预约一次）',
    params: IdParams,
    body: Type.Object(
      { serviceId: Id, itemCode: ItemCode, date: LegalDate, minute: Minute },
      {
        additionalProperties: false,
        examples: [{ serviceId: example, itemCode: '770101.1', date: '2026-11-24', minute: 540 }],
      },
    ),
    response: { 200: Booking },
  },
} as const

export const listBookings = {
  method: 'GET',
  url: '/bookings',
  schema: { tags, summary: '我的预约，最近的 50 个', response: { 200: BookingList } },
} as const

/** Minutes before the start from which a person may check himself in. */
export const CHECK_IN_MINUTES = 60

export const checkInMyself = {
  method: 'POST',
  url: '/bookings/:id/check-in',
  schema: {
    tags,
    summary: '凭大厅屏幕上的签到码自己签到取号；重复签到得到同一个号',
    params: IdParams,
    body: Type.Object(
      { hallCode: Type.String({ pattern: '^\\d{4}$' }) },
      { additionalProperties: false, examples: [{ hallCode: '1234' }] },
    ),
    response: { 200: Booking },
  },
} as const

export const bookingCalendar = {
  method: 'GET',
  url: '/bookings/:id/calendar',
  schema: {
    tags,
    summary: '预约的日历文件（iCalendar），存到手机日历',
    params: IdParams,
    response: { 200: Type.String() },
  },
} as const

export const cancelBooking = {
  method: 'DELETE',
  url: '/bookings/:id',
  schema: { tags, summary: '取消预约，最晚在开始前 1 小时', params: IdParams, response: { 204: Type.Null() } },
} as const

export const moveBooking = {
  method: 'POST',
  url: '/bookings/:id/move',
  schema: {
    tags,
    summary: '改到同一大厅的另一个时段：要么改成，要么保持原来的',
    params: IdParams,
    body: Type.Object(
      { date: LegalDate, minute: Minute },
      { additionalProperties: false, examples: [{ date: '2026-11-25', minute: 600 }] },
    ),
    response: { 200: Booking },
  },
} as const

export const AppointmentServiceNotFound = problem('appointments:service-not-found', 404, '没有找到这个预约窗口')
export const BookingNotFound = problem('appointments:not-found', 404, '没有找到这个预约')
export const BookingIdTaken = problem('appointments:id-taken', 409, '这个预约已经提交过，内容不同，请重新选择时间')
export const ItemNotServed = problem('appointments:item-not-served', 409, '这个窗口不办理这个事项，请另选大厅')
export const SlotFull = problem('appointments:full', 409, '这个时段刚刚约满了，请选其他时段')
export const CheckInEarly = problem('appointments:check-in-time', 409, '现在还不能签到，请在开始前 1 小时以内签到')
export const HallCodeWrong = problem('appointments:hall-code', 409, '签到码不对，请看大厅屏幕上现在的 4 位签到码')
export const SlotClosed = problem('appointments:closed', 409, '这个时段不开放，请选其他时段')
export const DayNotOpen = problem('appointments:not-open-yet', 409, '这一天还没有开始放号，请稍后再来')
export const SlotPast = problem('appointments:past', 409, '这个时段已经过了，请选其他时段')
export const OneADay = problem('appointments:one-a-day', 409, '您这一天在这个窗口已有预约，可以改时间或先取消')
export const TooManyBookings = problem('appointments:too-many', 409, '您还没办的预约已经够多了，请先办完或取消一个')
export const BookingBlocked = problem('appointments:blocked', 409, '您多次约了没有来，暂时不能预约，可以直接到大厅取号')
export const TooLateToChange = problem('appointments:too-late', 409, '开始前 1 小时内不能取消或改时间，请直接联系大厅')
export const BookingDone = problem('appointments:done', 409, '这个预约已经办结或取消，不能再改')
