import type { Readable } from 'node:stream'
import type { Permission } from '@zhengtong/contract/access'
import * as api from '@zhengtong/contract/audit'
import type { FastifyReply } from 'fastify'
import { Gauge } from 'prom-client'
import { citizenOf, staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { decodeCursor, instantKey, pageOf, uuidKey } from '../../platform/cursor.ts'
import * as files from '../files/index.ts'
import { listAlarms, lagOf } from './alarms.ts'
import { listArchives } from './archive-store.ts'
import { exportDays } from './export-days.ts'
import { listKeys } from './keys.ts'
import { proofOfCase } from './proof.ts'
import * as read from './read-store.ts'
import { streamTitles, titles } from './titles.ts'
import { recordVerification } from './record-verification.ts'

const DAYS_OF_ANOMALIES = 30
/** Who sees the alarms: supervisors, auditors, and those who can start the worker again. */
const WATCHERS: ReadonlySet<Permission> = new Set(['supervise', 'audit', 'operate'])

export function routes(app: App) {
  chainRoutes(app)
  exportRoutes(app)
  measureLag(app)
}

function chainRoutes(app: App) {
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
    handler: async ({ actor }) => {
      const [chains, unsealed, last, alarms, archives] = await Promise.all([
        read.readChains(app.db),
        read.countUnsealed(app.db),
        read.lastVerification(app.db),
        listAlarms(app.db, app.config, actor.now),
        listArchives(app.db),
      ])
      return {
        chains: chains.map((chain) => ({ ...chain, title: streamTitles[chain.stream] ?? chain.stream })),
        unsealed,
        last,
        alarms,
        archives: archives.flatMap(({ month, events, detachedAt }) =>
          detachedAt === null ? [] : [{ month: month.slice(0, 7), events, detachedAt }],
        ),
        retentionMonths: app.config.audit.retentionMonths,
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
    ...api.listStaffAlarms,
    config: { allow: 'staff' },
    // Everybody's pages ask; those who watch over others' work are told.
    handler: async ({ actor }) =>
      staffOf(actor).permissions.some((each) => WATCHERS.has(each))
        ? [...(await listAlarms(app.db, app.config, actor.now)), ...(await files.listScanAlarms(app.db, actor.now))]
        : [],
  })
}

/** What leaves: the public keys, an auditor's copy, an applicant's proof. */
function exportRoutes(app: App) {
  app.route({
    ...api.listAuditKeys,
    config: { allow: 'anyone' },
    handler: async () => ({ kind: 'zhengtong-audit-keys-1' as const, keys: await listKeys(app.db) }),
  })

  app.route({
    ...api.exportEvents,
    config: { allow: 'staff:audit' },
    handler: async ({ actor, body }, reply) => {
      const archive = await exportDays(app, staffOf(actor), body)
      return sendArchive(reply, `audit-${body.from}-${body.to}.zip`, archive)
    },
  })

  app.route({
    ...api.getCaseProof,
    config: { allow: 'citizen' },
    handler: async ({ params, actor }, reply) => {
      const proof = await proofOfCase(app, citizenOf(actor), params.id)
      return reply.header('content-disposition', 'attachment; filename="case-proof.json"').send(proof)
    },
  })
}

function sendArchive(reply: FastifyReply, name: string, archive: Readable) {
  return reply
    .header('content-type', 'application/zip')
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'private, no-store')
    .send(archive)
}

/** For the operator's own alarms: both lags grow when the worker stops, whoever looks at the pages. */
function measureLag(app: App) {
  app.metrics.registry.registerMetric(
    new Gauge({
      name: 'audit_lag_seconds',
      help: 'Since the oldest event that is not sealed, and since the end of the oldest day that is not signed',
      labelNames: ['step'],
      registers: [],
      async collect() {
        const { sealing, signing } = await lagOf(app.db, app.clock.now())
        this.set({ step: 'sealing' }, (sealing?.ms ?? 0) / 1000)
        this.set({ step: 'signing' }, (signing?.ms ?? 0) / 1000)
      },
    }),
  )
}
