import { CASES, fill } from './fill.ts'
import { prepare, RAW, shots, waiting, type World } from './lives.ts'
import { Connection } from './load.ts'
import { pgbench } from './pgbench.ts'
import { startProduct } from './product.ts'
import { finish, median, percentile } from './report.ts'

const CLIENTS = 8
const ROUNDS = 3
const SECONDS = 6
const WARM_MS = 12_000

/**
 * Whole lives of cases over HTTP: submit, accept, review, grant, with audit events, outbox, notices and all indexes on and a
 * worker running beside, at no, a hundred thousand and a million existing cases. Beside it pgbench writes the same rows
 * without anything around them.
 */
export async function run(jsonFile?: string) {
  const product = await startProduct()
  try {
    const world = await prepare(product)
    const origin = await product.startApi(8795)
    product.startWorker()
    await live(origin, world, WARM_MS)
    const figures: Record<string, number> = {}
    const rates: number[] = []
    let have = 0
    for (const size of [0, CASES / 10, CASES]) {
      await fill(product.pool, world.item.agencyCode, '', size, have)
      have = size
      await product.pool.query('vacuum analyze')
      const rate: number[] = []
      const p95: number[] = []
      const raw: number[] = []
      for (let round = 0; round < ROUNDS; round += 1) {
        const ours = await live(origin, world, SECONDS * 1000)
        rate.push(ours.rate)
        p95.push(percentile(ours.times, 0.95))
        raw.push(await pgbench(product.url, product.folder, 'lifecycle', RAW, CLIENTS, SECONDS))
      }
      const at = `at ${size.toLocaleString('en')}`
      figures[`lifecycles/s ${at}`] = median(rate)
      figures[`request p95 ms ${at}`] = median(p95)
      figures[`pgbench lifecycles/s ${at}`] = median(raw)
      rates.push(median(rate))
    }
    figures['rate, largest to empty'] = (rates.at(-1) ?? 0) / (rates[0] ?? 1)
    figures['jobs still waiting at the end'] = await waiting(product)
    const last = `lifecycles/s at ${CASES.toLocaleString('en')}`
    const dataset = `${CLIENTS} clients, ${ROUNDS} rounds of ${SECONDS} s, a worker beside, fsync on`
    return finish(
      'lifecycle',
      dataset,
      figures,
      { [last]: { op: '>=', value: 60 }, 'rate, largest to empty': { op: '>=', value: 0.8 } },
      jsonFile,
    )
  } finally {
    await product.stop()
  }
}

/** Keeps `CLIENTS` cases alive, one after another each; returns finished cases a second and every request's duration in ms. */
async function live(origin: string, world: World, milliseconds: number): Promise<{ rate: number; times: number[] }> {
  const times: number[] = []
  let lives = 0
  const start = performance.now()
  const one = async (client: number) => {
    const connection = new Connection(origin)
    try {
      for (let turn = client; performance.now() - start < milliseconds; turn += CLIENTS) {
        for (const shot of shots(world, turn)) {
          const begun = performance.now()
          await connection.send(shot)
          times.push(performance.now() - begun)
        }
        lives += 1
      }
    } finally {
      connection.end()
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, (_, client) => one(client)))
  return { rate: lives / ((performance.now() - start) / 1000), times }
}
