import { CASES, fill } from './fill.ts'
import { fire } from './load.ts'
import { makeOfficerSession } from './people.ts'
import { pgbench } from './pgbench.ts'
import { startProduct } from './product.ts'
import { finish, median, percentile } from './report.ts'

const CLIENTS = 4
const ROUNDS = 5
const SECONDS = 2

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
    const shot = () => ({ method: 'GET', path: '/api/v1/staff/cases?queue=to-accept&limit=20', headers: { cookie } })
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
    const figures = {
      'p95 ms': median(p95),
      'requests/s': median(rate),
      'pgbench transactions/s': median(rawRate),
      ratio: median(rate) / median(rawRate),
    }
    const dataset = `${CASES.toLocaleString('en')} cases, ${Math.round(CASES / 5).toLocaleString('en')} of the officer's agency, ${CLIENTS} connections, ${ROUNDS} rounds of ${SECONDS} s`
    return finish('queue', dataset, figures, { 'p95 ms': { op: '<=', value: 50 } }, jsonFile)
  } finally {
    await product.stop()
  }
}
