import { Type, type Static } from 'typebox'
import { Id, IdParams, Instant, Nullable, Page, PageQuery } from './page.ts'

export const Notice = Type.Object(
  {
    id: Id,
    title: Type.String(),
    text: Type.String(),
    at: Instant,
    readAt: Nullable(Instant),
    caseId: Nullable(Type.String()),
  },
  { title: 'Notice' },
)
export type Notice = Static<typeof Notice>

const tags = ['notices']

export const listNotices = {
  method: 'GET',
  url: '/notices',
  schema: {
    tags,
    summary: '我的消息，最近的在前',
    querystring: Type.Object(PageQuery),
    response: { 200: Page(Notice) },
  },
} as const

export const countUnread = {
  method: 'GET',
  url: '/notices/unread',
  schema: { tags, summary: '未读消息数（最多数到 100）', response: { 200: Type.Object({ count: Type.Integer() }) } },
} as const

export const readNotice = {
  method: 'POST',
  url: '/notices/:id/read',
  schema: { tags, summary: '标为已读', params: IdParams, response: { 200: Notice } },
} as const

export const readAllNotices = {
  method: 'POST',
  url: '/notices/read',
  schema: { tags, summary: '全部标为已读', response: { 200: Type.Object({ count: Type.Integer() }) } },
} as const
