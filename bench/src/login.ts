import { hash } from '@node-rs/argon2'
import { createCrypto, loadKeys } from '../../apps/server/src/platform/crypto/index.ts'
import { DEMO_SECRET } from '../../apps/server/src/config.ts'
import { fire } from './load.ts'
import { makeCitizens } from './people.ts'
import { startProduct } from './product.ts'
import { finish, percentile } from './report.ts'

const SECONDS = 10
const RATE = 50

/**
 * Fifty sign-ins a second (argon2id) arrive whatever becomes of them; meanwhile others read a public page. What matters:
 * the event loop stays free and the readers notice nothing. Beside it: how many hashes one core can do at all.
 */
export async function run(jsonFile?: string) {
  const product = await startProduct()
  try {
    const { pool } = product
    const crypto = createCrypto(DEMO_SECRET)
    await loadKeys({ pool: product.pool, crypto, config: { secretKey: DEMO_SECRET, kekFile: '', kekCommand: '' } })
    const people = await makeCitizens(pool, crypto.seal('identity', '770101199003070014'), RATE * SECONDS)
    const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
    await pool.query('update identity.citizen set password_hash = $1 where id = any ($2)', [
      await hash('Bench-2026', options),
      people.map(({ id }) => id),
    ])
    const phones = people.map((_, n) => `139${String(n).padStart(8, '0')}`)
    await pool.query(
      'insert into identity.phone_key (phone_digest, citizen_id) select * from unnest($1::text[], $2::uuid[])',
      [phones.map((phone) => crypto.blindIndex('phone', phone)), people.map(({ id }) => id)],
    )
    // Each from an address of his own: an address has a limit of tries.
    const origin = await product.startApi(8795, { TRUST_PROXY: '1' })
    const begun = performance.now()
    for (let n = 0; n < 40; n += 1) await hash('Bench-2026', options)
    const one = (performance.now() - begun) / 40

    const read = () => ({ method: 'GET', path: '/api/v1/regions' })
    const reading = () => fire(origin, 2, (SECONDS * 1000) / 2, read)
    await reading()
    const quiet = await reading()
    const times: number[] = []
    let failed = 0
    const signIns = phones.map(async (account, n) => {
      await new Promise((resolve) => setTimeout(resolve, (n * 1000) / RATE))
      const start = performance.now()
      const answer = await fetch(`${origin}/api/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': `198.51.${n >> 8}.${n & 255}` },
        body: JSON.stringify({ account, password: 'Bench-2026' }),
      })
      if (answer.ok) times.push(performance.now() - start)
      else failed += 1
      await answer.arrayBuffer()
    })
    await new Promise((resolve) => setTimeout(resolve, SECONDS * 200))
    await loopDelay(origin)
    const busy = await reading()
    const p99 = await loopDelay(origin)
    await Promise.all(signIns)
    const figures = {
      'event loop p99 ms': p99,
      'sign-in p95 ms': percentile(times, 0.95),
      'sign-ins refused or failed': failed,
      'read p95 ms, quiet': percentile(quiet.times, 0.95),
      'read p95 ms, while 50 sign-ins/s arrive': percentile(busy.times, 0.95),
      'reads/s, quiet': quiet.rate,
      'reads/s, while 50 sign-ins/s arrive': busy.rate,
      'one hash on a quiet core ms': one,
    }
    const dataset = `${RATE} sign-ins/s for ${SECONDS} s, two readers, one API process`
    const targets = {
      'event loop p99 ms': { op: '<=' as const, value: 50 },
      'sign-ins refused or failed': { op: '<=' as const, value: 0 },
      'read p95 ms, while 50 sign-ins/s arrive': { op: '<=' as const, value: 50 },
    }
    return finish('login', dataset, figures, targets, jsonFile)
  } finally {
    await product.stop()
  }
}

/** The 99th percentile of the API's event-loop delay since it was last asked, in ms. */
async function loopDelay(origin: string): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text()
  const value = /^nodejs_eventloop_lag_p99_seconds(?:\{[^}]*\})? ([\d.e+-]+)$/m.exec(text)?.[1]
  if (value === undefined) throw new Error('the API does not tell its event-loop delay')
  return Number(value) * 1000
}
