import * as api from '@zhengtong/contract/operations'
import { NotFound } from '@zhengtong/contract/problem'
import type { App } from '../../platform/app.ts'
import { decodeCursor, pageOf } from '../../platform/cursor.ts'
import { Problem } from '../../platform/problem.ts'
import { listDeadJobs, retryDeadJob } from './store.ts'

export function routes(app: App) {
  app.route({
    ...api.listDeadJobs,
    config: { allow: 'staff:operate' },
    handler: async (request) => {
      const { cursor, limit = 20 } = request.query
      const [before] = decodeCursor(cursor, [/^\d{1,19}$/]) ?? []
      return pageOf(await listDeadJobs(app.db, { before, limit }), limit, (row) => [row.id])
    },
  })

  app.route({
    ...api.retryDeadJob,
    config: { allow: 'staff:operate' },
    handler: async (request) => {
      const retried = await app.db.transaction().execute((tx) => retryDeadJob(tx, request.params.id))
      if (!retried) throw new Problem(NotFound)
      return { retried }
    },
  })
}
