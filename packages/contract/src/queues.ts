import { Type, type Static } from 'typebox'
import { CaseStatus } from './cases.ts'
import { Id, Instant, LegalDate, Nullable, PageQuery } from './page.ts'

/** The lists of cases that officers work from. */
const staffTags = ['staff']

export const QueueName = Type.Union([
  Type.Literal('mine', { description: 'open cases that the officer handles' }),
  Type.Literal('for-me', { description: 'what waits for his role and nobody has taken, and what he handles' }),
  Type.Literal('agency', { description: 'all open cases in his scope' }),
  Type.Literal('due-soon', { description: 'the office’s own clocks with at most two working days left' }),
  Type.Literal('overdue'),
  Type.Literal('to-accept'),
  Type.Literal('to-forward', { description: '代收转递: taken in here for an agency elsewhere' }),
  Type.Literal('to-review'),
  Type.Literal('to-review-again'),
  Type.Literal('joint', { description: '会办: other agencies wait for the opinion of this one' }),
  Type.Literal('to-decide'),
  Type.Literal('to-approve'),
  Type.Literal('paying'),
  Type.Literal('to-deliver'),
  Type.Literal('to-check'),
  Type.Literal('correction'),
  Type.Literal('pre-returned'),
  Type.Literal('suspended'),
  Type.Literal('done'),
])
export type QueueName = Static<typeof QueueName>

export const QueueRow = Type.Object(
  {
    id: Id,
    caseNumber: Type.String(),
    version: Type.Integer(),
    itemCode: Type.String(),
    itemName: Type.String(),
    agencyName: Type.String(),
    handlerName: Nullable(Type.String(), { description: 'who has taken the present step' }),
    applicantName: Type.String({ description: 'masked' }),
    status: CaseStatus,
    statusLabel: Type.String(),
    submittedAt: Instant,
    dueOn: Nullable(LegalDate),
    dueColour: Nullable(Type.String()),
    dueLeft: Nullable(Type.Integer()),
  },
  { title: 'QueueRow' },
)
export type QueueRow = Static<typeof QueueRow>

/** What narrows a queue; part of the address, of saved views and of exports. */
export const QueueFilter = {
  item: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'item code' })),
  status: Type.Optional(CaseStatus),
  dueFrom: Type.Optional(LegalDate),
  dueTo: Type.Optional(LegalDate),
  handler: Type.Optional(Type.Union([Type.Literal('none'), Type.Literal('me')])),
}
const QueueFilterObject = Type.Object(QueueFilter)
export type QueueFilter = Static<typeof QueueFilterObject>

export const listQueue = {
  method: 'GET',
  url: '/staff/cases',
  schema: {
    tags: staffTags,
    summary: '权限范围内的办件队列，先到期的在前',
    querystring: Type.Object({
      queue: QueueName,
      number: Type.Optional(Type.String({ maxLength: 50 })),
      ...QueueFilter,
      ...PageQuery,
    }),
    response: {
      200: Type.Object({
        rows: Type.Array(QueueRow),
        next: Nullable(Type.String()),
      }),
    },
  },
} as const

export const QueueCounts = Type.Record(Type.String(), Type.Integer(), {
  description: 'queue -> open cases, counted up to 1,000',
})

export const countQueues = {
  method: 'GET',
  url: '/staff/case-counts',
  schema: { tags: staffTags, summary: '各队列的件数（最多数到 1,000）', response: { 200: QueueCounts } },
} as const

export const exportQueue = {
  method: 'POST',
  url: '/staff/case-exports',
  schema: {
    tags: staffTags,
    summary: '把一个队列导出为表格，最多 5,000 行，记入审计',
    body: Type.Object(
      { queue: QueueName, ...QueueFilter },
      { additionalProperties: false, examples: [{ queue: 'to-accept' }] },
    ),
    response: { 200: Type.String() },
  },
} as const

export const caseStatistics = {
  method: 'GET',
  url: '/staff/case-statistics',
  schema: {
    tags: staffTags,
    summary: '权限范围内各部门各状态的件数',
    response: {
      200: Type.Array(
        Type.Object({
          agencyCode: Type.String(),
          agencyName: Type.String(),
          status: CaseStatus,
          statusLabel: Type.String(),
          cases: Type.Integer(),
        }),
        { maxItems: 500 },
      ),
    },
  },
} as const
