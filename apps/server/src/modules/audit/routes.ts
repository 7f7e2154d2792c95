import * as api from '@zhengtong/contract/audit'
import { citizenOf, staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { decodeCursor, instantKey, pageOf, uuidKey } from '../../platform/cursor.ts'
import { proofOfCase } from './proof.ts'
import * as read from './read-store.ts'
import { streamTitles, titles } from './titles.ts'
import { recordVerification } from './record-verification.ts'

const DAYS_OF_ANOMALIES = 30

export function routes(app: App) {
  app.route({
    ...api.listEvents,
    config: { allow: 'staff:audit' },
    handler: async ({ query }) => {
      const { cursor, limit = 20, ...filter } = query
      const [at, id] = decodeCursor(cursor, [instantKey, uuidKey]) ?? []
      const after = at !== undefined && id !== undefined ? { at, id } : undefined
      const page = pageOf(await read.listEvents(app.db, filter, after, limit), limit, (row) => [row.at, row.id])
      return { next: page.next, rows: page.rows.map((row) => ({ ...row, title: titles[row.type] })) }
    },
  })

  app.route({
    ...api.getState,
    config: { allow: 'staff:audit' },
    handler: async () => {
      const [chains, unsealed, last] = await Promise.all([
        read.readChains(app.db),
        read.countUnsealed(app.db),
        read.lastVerification(app.db),
      ])
      return {
        chains: chains.map((chain) => ({ ...chain, title: streamTitles[chain.stream] ?? chain.stream })),
        unsealed,
        last,
      }
    },
  })

  app.route({
    ...api.verifyChains,
    config: { allow: 'staff:audit' },
    handler: ({ actor }) => recordVerification(app.db, staffOf(actor)),
  })

  app.route({
    ...api.listAnomalies,
    config: { allow: 'staff:audit' },
    handler: ({ actor }) =>
      read.findAnomalies(app.db, new Date(actor.now.getTime() - DAYS_OF_ANOMALIES * 86_400_000).toISOString()),
  })

  app.route({
    ...api.getCaseProof,
    config: { allow: 'citizen' },
    handler: async ({ params, actor }, reply) => {
      const proof = await proofOfCase(app.db, citizenOf(actor), params.id)
      return reply.header('content-disposition', 'attachment; filename="case-proof.json"').send(proof)
    },
  })
}
