import { v7 } from 'uuid'
import { createCrypto, loadKeys } from '../../apps/server/src/platform/crypto/index.ts'
import { DEMO_SECRET } from '../../apps/server/src/config.ts'
import { CASES, fill } from './fill.ts'
import { Connection, type Shot } from './load.ts'
import { makeCitizens, makeOfficerSession } from './people.ts'
import { pgbench } from './pgbench.ts'
import { startProduct, type Product } from './product.ts'
import { finish, median, percentile } from './report.ts'
import { makeFiles, onlineItem } from './submit.ts'

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

type World = Awaited<ReturnType<typeof prepare>>

async function prepare(product: Product) {
  const { pool } = product
  const item = await onlineItem(product)
  const crypto = createCrypto(DEMO_SECRET)
  await loadKeys({ pool, crypto, config: { secretKey: DEMO_SECRET, kekFile: '', kekCommand: '' } })
  const people = await makeCitizens(pool, crypto.seal('identity', '770101199003070014'), 200)
  const files = await makeFiles(
    product,
    people.map(({ id }) => id),
    item.materials.length,
  )
  const officer = async (permission: string) => {
    const { rows } = await pool.query<{ id: string }>(
      `select s.id from access.staff s join access.role_grant g on g.staff_id = s.id join access.role r on r.id = g.role_id
       where s.agency_code = $1 and r.permissions @> $2 order by s.login limit 1`,
      [item.agencyCode, [permission]],
    )
    return makeOfficerSession(pool, item.agencyCode, rows[0]?.id)
  }
  return { item, people, files, clerk: await officer('accept'), head: await officer('decide') }
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

function shots({ item, people, files, clerk, head }: World, turn: number): Shot[] {
  const index = turn % people.length
  const materials = item.materials.map((materialId, place) => ({
    materialId,
    fileIds: [files[index * item.materials.length + place]],
  }))
  const id = v7()
  const post = (path: string, cookie: string, body: object): Shot => ({
    method: 'POST',
    path: `/api/v1${path}`,
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify(body),
  })
  const act = (kind: string, cookie: string, version: number, body: object = {}) =>
    post(`/staff/cases/${id}/${kind}`, cookie, { actId: v7(), version, ...body })
  return [
    post('/cases', people[index]?.cookie ?? '', {
      id,
      itemCode: item.code,
      itemVersion: item.version,
      form: item.form,
      materials,
    }),
    act('acceptance', clerk, 1),
    act('review', clerk, 2, { conclusion: 'grant', opinion: '材料齐全，建议准予。' }),
    act('grant', head, 3),
  ]
}

async function waiting({ pool }: Product): Promise<number> {
  const { rows } = await pool.query<{ jobs: number }>(`select count(*)::int as jobs from graphile_worker._private_jobs`)
  return rows[0]?.jobs ?? 0
}

/** The rows of one life in four transactions, with nothing checked, read or told. */
const RAW = `\\set n random(1, 1000000000)
begin;
insert into cases."case" (id, case_number, query_code, citizen_id, applicant_masked, item_code, item_version, item_name, agency_code,
  agency_name, region_code, status, form, content_digest, submitted_at, updated_at, received_on, notice_due_on, due_on, calendar_version)
values (lpad(to_hex(:n::bigint), 32, '7')::uuid, 'R' || :n, 'R' || :n, gen_random_uuid(), '测*', 'raw', 1, '测试事项', 'raw', '测试部门', '770101',
  'submitted', '{}', '', now(), now(), current_date, current_date, current_date, 'raw') on conflict do nothing;
insert into cases.timeline (case_id, seq, act_id, action, actor_kind, actor_id, actor_name, at)
  values (lpad(to_hex(:n::bigint), 32, '7')::uuid, 1, gen_random_uuid(), 'submit', 'citizen', gen_random_uuid(), '测', now()) on conflict do nothing;
insert into platform.event (id, type, subject, actor_kind, actor_id, request_id, at) values (gen_random_uuid(), 'bench', '{}', 'citizen', '', '', now());
commit;
${[2, 3, 4]
  .map(
    (seq) => `begin;
update cases."case" set status = '${['', '', 'accepted', 'reviewed', 'granted'][seq] ?? ''}', version = ${seq}, updated_at = now() where id = lpad(to_hex(:n::bigint), 32, '7')::uuid;
insert into cases.timeline (case_id, seq, act_id, action, actor_kind, actor_id, actor_name, at)
  values (lpad(to_hex(:n::bigint), 32, '7')::uuid, ${seq}, gen_random_uuid(), 'act', 'staff', gen_random_uuid(), '测', now()) on conflict do nothing;
insert into platform.event (id, type, subject, actor_kind, actor_id, request_id, at) values (gen_random_uuid(), 'bench', '{}', 'staff', '', '', now());
commit;
`,
  )
  .join('')}`
