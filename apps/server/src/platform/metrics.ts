import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type pg from 'pg'
import { sql } from 'kysely'
import type { Db } from './db.ts'

export interface Metrics {
  registry: Registry
  requests: Histogram<'method' | 'route' | 'status'>
}

/** Prometheus figures of one process; those of the job queue are read when they are asked for. */
export function createMetrics(pool: pg.Pool, db: Db): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests by route pattern',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  })
  registry.registerMetric(
    new Gauge({
      name: 'database_pool_connections',
      help: 'Connections of this process by state',
      labelNames: ['state'],
      registers: [],
      collect() {
        this.set({ state: 'total' }, pool.totalCount)
        this.set({ state: 'idle' }, pool.idleCount)
        this.set({ state: 'waiting' }, pool.waitingCount)
      },
    }),
  )
  registry.registerMetric(
    new Gauge({
      name: 'jobs',
      help: 'Jobs waiting and dead (all tries used up)',
      labelNames: ['state'],
      registers: [],
      async collect() {
        const { rows } = await sql<{ waiting: number; dead: number }>`
          select count(*) filter (where attempts < max_attempts) as waiting, count(*) filter (where attempts >= max_attempts) as dead
          from graphile_worker.jobs`.execute(db)
        this.set({ state: 'waiting' }, rows[0]?.waiting ?? 0)
        this.set({ state: 'dead' }, rows[0]?.dead ?? 0)
      },
    }),
  )
  return { registry, requests }
}
