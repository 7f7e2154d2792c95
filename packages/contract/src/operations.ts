import { Type, type Static } from 'typebox'
import { Instant, Nullable, Page, PageQuery } from './page.ts'

/** A job that failed for good: it waits for a person. */
export const DeadJob = Type.Object(
  {
    id: Type.String(),
    task: Type.String({ description: 'subscriber or job name' }),
    subject: Nullable(Type.String({ description: 'event type or object the job is about; no personal data' })),
    attempts: Type.Integer(),
    error: Nullable(Type.String()),
    failedAt: Instant,
  },
  { title: 'DeadJob' },
)
export type DeadJob = Static<typeof DeadJob>

const tags = ['operations']
const params = Type.Object({ id: Type.String({ pattern: '^\\d{1,19}$' }) })

export const listDeadJobs = {
  method: 'GET',
  url: '/operations/dead-jobs',
  schema: {
    tags,
    summary: '多次重试仍失败的后台任务',
    querystring: Type.Object(PageQuery),
    response: { 200: Page(DeadJob) },
  },
} as const

export const retryDeadJob = {
  method: 'POST',
  url: '/operations/dead-jobs/:id/retry',
  schema: { tags, summary: '重新执行', params, response: { 200: Type.Object({ retried: Type.Boolean() }) } },
} as const
