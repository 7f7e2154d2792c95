import { setTimeout as sleep } from 'node:timers/promises'
import { CASES, fill } from './fill.ts'
import { prepare, RAW, shots, waiting, type World } from './lives.ts'
import { Connection } from './load.ts'
import { pgbench } from './pgbench.ts'
import { startProduct } from './product.ts'
import { finish, median, percentile } from './report.ts'

/** Lives that begin each second; each step lasts `STEP_MS`. The first is the calm that the last is held against. */
const CALM = 10
const STEPS = [CALM, 1, 15, 1, 25, 2, 35, CALM, CALM]
const STEP_MS = 10_000
const WARM_RATE = 30
const WARM_MS = 15_000

interface Sent {
  step: number
  milliseconds: number
}

/**
 * A spike at a million cases: whole lives of cases arrive at a rate that jumps up and down, whether or not those before are
 * done. Each life is four requests, one after another; a worker runs beside. "Back" is the second 10 s after the last peak,
 * held against the calm before the first: the same rate on the same cases. Refusals and broken connections are counted.
 */
export async function run(jsonFile?: string) {
  const product = await startProduct()
  try {
    const world = await prepare(product)
    await fill(product.pool, world.item.agencyCode, '', CASES, 0)
    const origin = await product.startApi(8795)
    product.startWorker()
    const arrivals = new Arrivals(origin, world)
    await arrivals.come(-1, WARM_RATE, WARM_MS)
    await product.pool.query('vacuum analyze')
    for (const [step, rate] of STEPS.entries()) await arrivals.come(step, rate, STEP_MS)
    const left = await arrivals.end()
    const jobs = await waiting(product)
    const raw = await pgbench(product.url, product.folder, 'spike', RAW, 8, 5)

    const { sent, errors } = arrivals
    const times = (wanted: (step: number) => boolean) =>
      sent.filter(({ step }) => wanted(step)).map(({ milliseconds }) => milliseconds)
    const last = STEPS.length - 1
    const [calm, back] = [median(times((step) => step === 0)), median(times((step) => step === last))]
    const figures: Record<string, number> = { requests: times((step) => step >= 0).length, errors: errors.length }
    figures['p95 ms'] = percentile(
      times((step) => step >= 0),
      0.95,
    )
    for (const [step, rate] of STEPS.entries())
      figures[`p95 ms, step ${step + 1}: ${rate}/s`] = percentile(
        times((each) => each === step),
        0.95,
      )
    figures['median ms in the calm before'] = calm
    figures['median ms from 10 s after the peak'] = back
    figures['after to before'] = back / calm
    figures['lives unfinished when arrivals end'] = left
    figures['jobs still waiting at the end'] = jobs
    figures['pgbench lifecycles/s'] = raw
    figures['peak to raw'] = Math.max(...STEPS) / raw
    if (errors.length) process.stderr.write(`${errors.slice(0, 5).join('\n')}\n`)
    return finish(
      'spike',
      `${CASES.toLocaleString('en')} cases; lives a second ${STEPS.join(' -> ')}, ${STEP_MS / 1000} s each, a worker beside, fsync on`,
      figures,
      {
        errors: { op: '<=', value: 0 },
        'p95 ms': { op: '<=', value: 500 },
        'after to before': { op: '<=', value: 1.2 },
      },
      jsonFile,
    )
  } finally {
    await product.stop()
  }
}

/** Lives that begin by the clock, not when others end; connections are kept and used again. */
class Arrivals {
  readonly sent: Sent[] = []
  readonly errors: string[] = []
  readonly #idle: Connection[] = []
  readonly #living = new Set<Promise<void>>()
  #turn = 0

  readonly #origin: string
  readonly #world: World

  constructor(origin: string, world: World) {
    this.#origin = origin
    this.#world = world
  }

  /** Begins `rate` lives a second, evenly, for so long. */
  async come(step: number, rate: number, milliseconds: number) {
    const start = performance.now()
    for (let count = 0; count < (rate * milliseconds) / 1000; count += 1) {
      await sleep(Math.max(0, start + (count * 1000) / rate - performance.now()))
      const life = this.#live(step).finally(() => this.#living.delete(life))
      this.#living.add(life)
    }
    await sleep(Math.max(0, start + milliseconds - performance.now()))
  }

  /** Waits for those that have begun; answers how many they were. */
  async end(): Promise<number> {
    const left = this.#living.size
    await Promise.all(this.#living)
    for (const connection of this.#idle) connection.end()
    return left
  }

  async #live(step: number) {
    const connection = this.#idle.pop() ?? new Connection(this.#origin)
    try {
      for (const shot of shots(this.#world, (this.#turn += 1))) {
        const begun = performance.now()
        await connection.send(shot)
        this.sent.push({ step, milliseconds: performance.now() - begun })
      }
      this.#idle.push(connection)
    } catch (error) {
      this.errors.push(String(error))
      connection.end()
    }
  }
}
