import { Type, type Static } from 'typebox'
import { Id, IdParams } from './page.ts'
import { problem } from './problem.ts'
import { QueueFilter, QueueName } from './queues.ts'

/** Queues narrowed by filters that an officer comes back to; his own, at most 20. */
export const MOST_VIEWS = 20

export const ViewWish = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 30, pattern: '\\S' }),
    queue: QueueName,
    filter: Type.Object(QueueFilter, { additionalProperties: false }),
    isDefault: Type.Boolean({ description: 'opens when the officer starts; at most one' }),
  },
  {
    additionalProperties: false,
    examples: [{ name: '快到期的户籍件', queue: 'for-me', filter: { dueTo: '2026-12-01' }, isDefault: false }],
  },
)
export type ViewWish = Static<typeof ViewWish>
export const SavedView = Type.Object({ id: Id, ...ViewWish.properties }, { title: 'SavedView' })
export type SavedView = Static<typeof SavedView>

export const TooManyViews = problem('cases:too-many-views', 409, `最多保存 ${MOST_VIEWS} 个视图，请先删除不用的`)

const tags = ['staff']
const response = { 200: Type.Array(SavedView, { maxItems: MOST_VIEWS }) } as const

export const listViews = {
  method: 'GET',
  url: '/staff/views',
  schema: { tags, summary: '我保存的视图', response },
} as const
export const saveView = {
  method: 'PUT',
  url: '/staff/views/:id',
  schema: { tags, summary: '保存视图', params: IdParams, body: ViewWish, response },
} as const
export const deleteView = {
  method: 'DELETE',
  url: '/staff/views/:id',
  schema: { tags, summary: '删除视图', params: IdParams, response },
} as const
