import { Type, type Static } from 'typebox'
import { Id, IdParams, Instant, LegalDate, Nullable, Page, PageQuery } from './page.ts'

/** The inbox of an officer: what has come to him, and how near the end of their time his cases are. */
export const reminderKinds = ['assigned', 'returned', 'half', 'two', 'yellow', 'today', 'red'] as const
export type ReminderKind = (typeof reminderKinds)[number]

export const StaffMessage = Type.Object(
  {
    id: Id,
    at: Instant,
    readAt: Nullable(Instant),
    count: Type.Integer({ description: 'of how many cases it tells; at most 50 are listed' }),
    items: Type.Array(
      Type.Object({
        kind: Type.Unsafe<ReminderKind>({ type: 'string', enum: [...reminderKinds] }),
        title: Type.String(),
        caseId: Id,
        caseNumber: Type.String(),
        itemName: Type.String(),
        dueOn: Nullable(LegalDate),
      }),
      { maxItems: 50 },
    ),
  },
  { title: 'StaffMessage' },
)
export type StaffMessage = Static<typeof StaffMessage>

const tags = ['staff']

export const listMessages = {
  method: 'GET',
  url: '/staff/messages',
  schema: {
    tags,
    summary: '我的消息，最新的在前',
    querystring: Type.Object(PageQuery),
    response: { 200: Page(StaffMessage) },
  },
} as const

export const countMessages = {
  method: 'GET',
  url: '/staff/unread-messages',
  schema: { tags, summary: '未读消息数（最多数到 100）', response: { 200: Type.Object({ count: Type.Integer() }) } },
} as const

export const readMessage = {
  method: 'POST',
  url: '/staff/messages/:id/read',
  schema: { tags, summary: '标为已读', params: IdParams, response: { 204: Type.Null() } },
} as const

export const readAllMessages = {
  method: 'POST',
  url: '/staff/messages/read',
  schema: { tags, summary: '全部标为已读', response: { 204: Type.Null() } },
} as const

export const ReminderPreference = Type.Object(
  {
    half: Type.Boolean({ description: 'when half of the time has passed' }),
    two: Type.Boolean({ description: 'two working days before the due day' }),
  },
  { additionalProperties: false, title: 'ReminderPreference' },
)
export type ReminderPreference = Static<typeof ReminderPreference>

export const getPreference = {
  method: 'GET',
  url: '/staff/reminder-preference',
  schema: { tags, summary: '我要哪些提醒', response: { 200: ReminderPreference } },
} as const

export const setPreference = {
  method: 'PUT',
  url: '/staff/reminder-preference',
  schema: { tags, summary: '修改我要哪些提醒', body: ReminderPreference, response: { 200: ReminderPreference } },
} as const
