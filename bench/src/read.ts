import { spawn } from 'node:child_process'
import path from 'node:path'
import { fire } from './load.ts'
import { startProduct } from './product.ts'
import { finish, median, percentile } from './report.ts'

const CLIENTS = 32
const ROUNDS = 5
const MILLISECONDS = 2_000

/** The public item page: our API (headers, limits, guards, measurements on) against a bare Fastify that sends the same bytes. */
export async function run(jsonFile?: string) {
  const product = await startProduct()
  try {
    const origin = await product.startApi(8795)
    const { rows } = await product.pool.query<{ code: string }>(
      `select code from catalogue.item where code ~ '^[0-9A-Z]{31}$' order by code limit 1`,
    )
    const itemPath = `/api/v1/items/${rows[0]?.code ?? ''}`
    const body = await (await fetch(`${origin}${itemPath}`)).text()
    const bare = await startBare(body)

    const figures: Record<string, number[]> = { 'requests/s': [], 'bare requests/s': [], 'p95 ms': [] }
    await fire(origin, CLIENTS, 1_000, () => ({ method: 'GET', path: itemPath }))
    await fire(bare.origin, CLIENTS, 1_000, () => ({ method: 'GET', path: '/' }))
    for (let round = 0; round < ROUNDS; round += 1) {
      const ours = await fire(origin, CLIENTS, MILLISECONDS, () => ({ method: 'GET', path: itemPath }))
      const raw = await fire(bare.origin, CLIENTS, MILLISECONDS, () => ({ method: 'GET', path: '/' }))
      figures['requests/s']?.push(ours.rate)
      figures['bare requests/s']?.push(raw.rate)
      figures['p95 ms']?.push(percentile(ours.times, 0.95))
    }
    bare.stop()
    const medians = Object.fromEntries(Object.entries(figures).map(([name, values]) => [name, median(values)]))
    const ratio = (medians['requests/s'] ?? 0) / (medians['bare requests/s'] ?? 1)
    const dataset = `item page of ${Buffer.byteLength(body)} bytes, ${CLIENTS} connections, ${ROUNDS} interleaved rounds of ${MILLISECONDS / 1000} s`
    return finish('read', dataset, { ...medians, ratio }, { ratio: { op: '>=', value: 0.8 } }, jsonFile)
  } finally {
    await product.stop()
  }
}

/** A Fastify without anything, in a process of its own. */
async function startBare(body: string): Promise<{ origin: string; stop(): void }> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'bare-fastify.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(body)
  const origin = await new Promise<string>((resolve) =>
    child.stdout.once('data', (line: Buffer) => resolve(line.toString().trim())),
  )
  return { origin, stop: () => child.kill() }
}
