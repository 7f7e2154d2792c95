import { Type, type Static } from 'typebox'
import { Id } from './page.ts'

/** Most streams of one officer at one server process: a browser opens six connections to a host, pages need some. */
export const MOST_STREAMS = 4

/** What `cases` messages of the stream carry. */
export const CasesChanged = Type.Object(
  {
    cases: Type.Array(Id, { description: 'cases in the officer’s scope that something happened to' }),
    own: Type.Array(Id, { description: 'those that he changed himself, here or in another window' }),
  },
  { title: 'CasesChanged' },
)
export type CasesChanged = Static<typeof CasesChanged>

/**
 * Server-sent events: `cases` with CasesChanged; `reset` when too much has happened since Last-Event-ID to tell one by one
 * (read everything anew); `end` when the session is over. Ids only, never what a case contains.
 */
export const liveUpdates = {
  method: 'GET',
  url: '/staff/live',
  schema: {
    tags: ['staff'],
    summary: '实时更新（text/event-stream）：权限范围内有变化的办件',
    headers: Type.Object({ 'last-event-id': Type.Optional(Type.String({ maxLength: 100 })) }),
    response: { 200: Type.String({ description: 'text/event-stream' }) },
  },
} as const
