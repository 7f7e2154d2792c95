import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { fill, CASES } from './fill.ts'
import { fire } from './load.ts'
import { makeOfficerSession } from './people.ts'
import { pgbench } from './pgbench.ts'
import { startProduct } from './product.ts'
import { finish, median, percentile } from './report.ts'

const CLIENTS = 2
const ROUNDS = 5
const SECONDS = 2

/**
 * The scope predicate at a million cases: first page and counts of the queues over HTTP, for somebody who supervises the
 * province, for one who supervises one city, and for one department; beside them the plainest counting SQL by pgbench.
 */
export async function run(jsonFile?: string) {
  const product = await startProduct()
  try {
    const { pool } = product
    const { rows } = await pool.query<{ agency: string }>(
      `select code as agency from access.agency where region_code = '770101' order by code limit 1`,
    )
    const agency = rows[0]?.agency ?? ''
    const department = randomUUID()
    await pool.query(`insert into access.department (id, agency_code, name) values ($1, $2, '测试科')`, [
      department,
      agency,
    ])
    await fill(pool, agency, department)
    const who = {
      province: await makeHolder(pool, agency, department, 'region', '770000'),
      city: await makeHolder(pool, agency, department, 'region', '770100'),
      department: await makeHolder(pool, agency, department, 'department', null),
    }
    const origin = await product.startApi(8795)
    const page = '/api/v1/staff/cases?queue=to-accept&limit=20'
    const counts = '/api/v1/staff/case-counts'
    const p95 = new Map<string, number[]>()
    const raw: number[] = []
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [name, cookie] of Object.entries(who))
        for (const [what, path] of Object.entries({ page, counts })) {
          const { times } = await fire(origin, CLIENTS, SECONDS * 500, () => ({
            method: 'GET',
            path,
            headers: { cookie },
          }))
          // The first round warms caches and plans.
          const key = `${name} ${what} p95 ms`
          if (round > 0) p95.set(key, [...(p95.get(key) ?? []), percentile(times, 0.95)])
        }
      const plain = `select count(*) from (select 1 from cases."case" where status = 'submitted' limit 1000) as c;`
      if (round > 0) raw.push(1000 / ((await pgbench(product.url, product.folder, 'count', plain, 1, 1)) || 1))
    }
    const figures = Object.fromEntries([...p95].map(([key, values]) => [key, median(values)]))
    const limit = (key: string) => ({ op: '<=' as const, value: key.startsWith('department') ? 20 : 60 })
    const targets = Object.fromEntries(Object.keys(figures).map((key) => [key, limit(key)]))
    const dataset = `${CASES.toLocaleString('en')} cases, 200 agencies, ${CLIENTS} connections, ${ROUNDS} rounds`
    return finish('authz', dataset, { ...figures, 'pgbench plain count ms': median(raw) }, targets, jsonFile)
  } finally {
    await product.stop()
  }
}

/** Somebody with one role of this scope and a session; returns the cookie. */
async function makeHolder(
  pool: pg.Pool,
  agency: string,
  department: string,
  scope: string,
  region: string | null,
): Promise<string> {
  const staff = randomUUID()
  const role = randomUUID()
  await pool.query(
    `insert into access.staff (id, login, name, agency_code, department_id, duty, password_hash, totp_sealed) values ($1::uuid, $1::uuid::text, '测试', $2, $3, 'business', '', '')`,
    [staff, agency, department],
  )
  await pool.query(
    `insert into access.role (id, name, duty, permissions, scope, region_code, clearance) values ($1::uuid, $1::uuid::text, 'business', '{supervise}', $2, $3, 'internal')`,
    [role, scope, region],
  )
  await pool.query(
    `insert into access.role_grant (id, staff_id, role_id, duty, valid_from, granted_at) values ($1, $2, $3, 'business', current_date - 1, now())`,
    [randomUUID(), staff, role],
  )
  return makeOfficerSession(pool, agency, staff)
}
