import { Type, type Static } from 'typebox'
import { TicketStatus } from './appointments.ts'
import { Id, IdParams, Instant, Nullable } from './page.ts'
import { problem } from './problem.ts'

const tags = ['appointments']
const Window = Type.Integer({ minimum: 1, maximum: 200 })
const example = '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60'

/** A number of today's queue. Whose it is, the window asks him. */
export const Ticket = Type.Object(
  {
    number: Type.String(),
    status: TicketStatus,
    window: Nullable(Window),
    calls: Type.Integer({ description: 'how often it was called' }),
    calledAt: Nullable(Instant),
    itemName: Type.String(),
  },
  { title: 'Ticket' },
)
export type Ticket = Static<typeof Ticket>

export const Queue = Type.Object(
  {
    tickets: Type.Array(Ticket, { maxItems: 300, description: 'called, waiting in their order, skipped' }),
    served: Type.Integer(),
    averageMinutes: Nullable(Type.Integer()),
  },
  { title: 'Queue' },
)
export type Queue = Static<typeof Queue>

export const getQueue = {
  method: 'GET',
  url: '/staff/appointments/services/:id/queue',
  schema: { tags, summary: '一个窗口组今天的排队', params: IdParams, response: { 200: Queue } },
} as const

export const callNext = {
  method: 'POST',
  url: '/staff/appointments/services/:id/call',
  schema: {
    tags,
    summary: '叫下一个号；同一个操作编号重复发送，叫的是同一个号',
    params: IdParams,
    body: Type.Object(
      { window: Window, actId: Id },
      { additionalProperties: false, examples: [{ window: 1, actId: example }] },
    ),
    response: { 200: Ticket },
  },
} as const

export const takeWalkIn = {
  method: 'POST',
  url: '/staff/appointments/services/:id/walk-ins',
  schema: {
    tags,
    summary: '没有预约的人现场取号；同一个操作编号重复发送，取的是同一个号',
    params: IdParams,
    body: Type.Object({ actId: Id }, { additionalProperties: false, examples: [{ actId: example }] }),
    response: { 200: Ticket },
  },
} as const

export const TicketParams = Type.Object({ id: Id, number: Type.String({ pattern: '^[A-Z]\\d{3,5}$' }) })
const step = (name: 'skip' | 'done', summary: string) =>
  ({
    method: 'POST',
    url: `/staff/appointments/services/:id/tickets/:number/${name}`,
    schema: { tags, summary, params: TicketParams, response: { 200: Ticket } },
  }) as const
export const skipTicket = step('skip', '过号：叫了没有来')
export const finishTicket = step('done', '办完')

export const recallTicket = {
  method: 'POST',
  url: '/staff/appointments/services/:id/tickets/:number/recall',
  schema: {
    tags,
    summary: '再叫一次；过号的人回来时也用它',
    params: TicketParams,
    body: Type.Object({ window: Window }, { additionalProperties: false, examples: [{ window: 1 }] }),
    response: { 200: Ticket },
  },
} as const

/** What the display of a hall shows: numbers, never names. */
export const Board = Type.Object(
  {
    hallName: Type.String(),
    checkInCode: Type.String(),
    calls: Type.Array(Type.Object({ number: Type.String(), window: Window, calls: Type.Integer() }), { maxItems: 50 }),
    services: Type.Array(Type.Object({ name: Type.String(), waiting: Type.Integer() }), { maxItems: 26 }),
  },
  { title: 'Board' },
)
export type Board = Static<typeof Board>

export const getBoard = {
  method: 'GET',
  url: '/halls/:id/board',
  schema: {
    tags,
    summary: '大厅叫号屏',
    params: IdParams,
    querystring: Type.Object({ key: Type.String({ maxLength: 100 }) }),
    response: { 200: Board },
  },
} as const

export const NobodyWaiting = problem('appointments:nobody-waiting', 409, '现在没有人在等')
export const WindowBusy = problem('appointments:window-busy', 409, '这个窗口还有一个号没有办完，请先办完或过号')
export const NoSuchWindow = problem('appointments:no-such-window', 409, '这个窗口组没有这个窗口，请重新选择')
export const TicketNotFound = problem('appointments:ticket-not-found', 404, '今天没有这个号')
export const TicketState = problem('appointments:ticket-state', 409, '这个号现在不能这样处理，请刷新')
