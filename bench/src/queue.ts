import { CASES, fill } from './fill.ts'
import { fire } from './load.ts'
import { makeOfficerSession } from './people.ts'
import { pgbench } from './pgbench.ts'
import { startProduct } from './product.ts'
import { finish, median, percentile } from './report.ts'

const CLIENTS = 4
const ROUNDS = 5
const SECONDS = 2

/** Lists that put several statuses together or narrow one, and the counts of all. */
const OTHERS = {
  'for my role': 'cases?queue=for-me&limit=20',
  'of my agency': 'cases?queue=agency&limit=20',
  overdue: 'cases?queue=overdue&limit=20',
  'one item, nobody’s yet': 'cases?queue=agency&item=bench&handler=none&limit=20',
  'an item that has none': 'cases?queue=agency&item=none&limit=20',
  'counts of all queues': 'case-counts',
}

/** An officer's first queue page at a million cases, a fifth of them his agency's: over HTTP, and the same SQL by pgbench. */
export async function run(jsonFile?: string) {
  const product = await startProduct()
  try {
    const { pool } = product
    const { rows } = await pool.query<{ agency: string }>(
      `select s.agency_code as agency from access.staff s join access.role_grant g on g.staff_id = s.id
       join access.role r on r.id = g.role_id where r.permissions @> $1 order by s.login limit 1`,
      [['accept']],
    )
    const agency = rows[0]?.agency ?? ''
    await fill(pool, agency)
    const cookie = await makeOfficerSession(pool, agency)
    const origin = await product.startApi(8795)
    const look = (path: string) => () => ({ method: 'GET', path: `/api/v1/staff/${path}`, headers: { cookie } })
    const shot = look('cases?queue=to-accept&limit=20')
    const raw = `select id, case_number, item_name, applicant_masked, status, submitted_at, updated_at, due_on from cases."case"
      where agency_code = '${agency}' and status = 'submitted' order by due_on, id limit 21;`

    await fire(origin, CLIENTS, 1_000, shot)
    const p95: number[] = []
    const rate: number[] = []
    const rawRate: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const ours = await fire(origin, CLIENTS, SECONDS * 1000, shot)
      p95.push(percentile(ours.times, 0.95))
      rate.push(ours.rate)
      rawRate.push(await pgbench(product.url, product.folder, 'queue', raw, CLIENTS, SECONDS))
    }
    const others: Record<string, number> = {}
    for (const [name, path] of Object.entries(OTHERS)) {
      await fire(origin, CLIENTS, 500, look(path))
      others[`p95 ms, ${name}`] = percentile((await fire(origin, CLIENTS, SECONDS * 1000, look(path))).times, 0.95)
    }
    const figures = {
      'p95 ms': median(p95),
      'requests/s': median(rate),
      'pgbench transactions/s': median(rawRate),
      ratio: median(rate) / median(rawRate),
      ...others,
    }
    const dataset = `${CASES.toLocaleString('en')} cases, ${Math.round(CASES / 5).toLocaleString('en')} of the officer's agency, ${CLIENTS} connections, ${ROUNDS} rounds of ${SECONDS} s`
    const names = ['p95 ms', ...Object.keys(others)]
    const targets = Object.fromEntries(names.map((name) => [name, { op: '<=', value: 50 } as const]))
    return finish('queue', dataset, figures, targets, jsonFile)
  } finally {
    await product.stop()
  }
}
