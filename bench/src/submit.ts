import { v7 } from 'uuid'
import { createCrypto, loadKeys } from '../../apps/server/src/platform/crypto/index.ts'
import { DEMO_SECRET } from '../../apps/server/src/config.ts'
import { fire } from './load.ts'
import { makeCitizens } from './people.ts'
import { pgbench } from './pgbench.ts'
import { startProduct, type Product } from './product.ts'
import { finish, median, percentile } from './report.ts'
import { makeScriptFiles, submitScript } from './submit-sql.ts'

const CLIENTS = 8
const ROUNDS = 5
const SECONDS = 3

/**
 * A validated submission over HTTP (session, guide, form rules, materials; then case, numbers, files, timeline, event and
 * job in one fsynced transaction) against pgbench running the very same statements with as many clients.
 */
export async function run(jsonFile?: string) {
  const product = await startProduct()
  try {
    const item = await onlineItem(product)
    const crypto = createCrypto(DEMO_SECRET)
    await loadKeys({ pool: product.pool, crypto, config: { secretKey: DEMO_SECRET, kekFile: '', kekCommand: '' } })
    const sealed = crypto.seal('identity', '770101199003070014')
    const people = await makeCitizens(product.pool, sealed, 200)
    const files = await makeFiles(
      product,
      people.map(({ id }) => id),
      item.materials.length,
    )
    await makeScriptFiles(product.pool, item, people[0]?.id ?? '')
    const origin = await product.startApi(8795)
    let turn = 0
    const shot = () => {
      const index = (turn += 1) % people.length
      const materials = item.materials.map((materialId, place) => ({
        materialId,
        fileIds: [files[index * item.materials.length + place]],
      }))
      return {
        method: 'POST',
        path: '/api/v1/cases',
        headers: { 'content-type': 'application/json', cookie: people[index]?.cookie ?? '' },
        body: JSON.stringify({ id: v7(), itemCode: item.code, itemVersion: item.version, form: item.form, materials }),
      }
    }
    const [first] = people
    if (!first) throw new Error('no citizen')
    const script = await submitScript(item, first)

    // Long enough that the API runs compiled code, as it does a minute after its start: pgbench is compiled from the first.
    await fire(origin, CLIENTS, 12_000, shot)
    // What autovacuum does within a minute: a plan made for the empty job table would scan it once it has rows.
    await product.pool.query('vacuum analyze')
    await pgbench(product.url, product.folder, 'warm', script.text, CLIENTS, 1, script.values)
    const rate: number[] = []
    const p95: number[] = []
    const raw: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const ours = await fire(origin, CLIENTS, SECONDS * 1000, shot)
      rate.push(ours.rate)
      p95.push(percentile(ours.times, 0.95))
      raw.push(await pgbench(product.url, product.folder, 'submit', script.text, CLIENTS, SECONDS, script.values))
    }
    const figures = {
      'submissions/s': median(rate),
      'p95 ms': median(p95),
      'pgbench transactions/s': median(raw),
      ratio: median(rate) / median(raw),
    }
    const dataset = `one item, ${item.materials.length} material files each, ${CLIENTS} clients, ${ROUNDS} interleaved rounds of ${SECONDS} s, fsync on`
    return finish('submit', dataset, figures, { ratio: { op: '>=', value: 0.5 } }, jsonFile)
  } finally {
    await product.stop()
  }
}

export interface BenchItem {
  code: string
  version: number
  agencyCode: string
  materials: string[]
  form: Record<string, unknown>
}

/** The demo item for a certificate of no criminal record: a few answers and one or two uploads. */
export async function onlineItem({ pool }: Product): Promise<BenchItem> {
  const { rows } = await pool.query<{
    code: string
    version: number
    agencyCode: string
    guide: { materials: { id: string; isNeed: string; obtainMode: string }[]; form: unknown }
  }>(
    `select i.code, v.version, i.agency_code as "agencyCode", v.guide from catalogue.item i join catalogue.item_version v on v.item_code = i.code and v.effective_to is null
     where i.code like '%09007001' order by i.code limit 1`,
  )
  const [found] = rows
  if (!found) throw new Error('the demo item is missing')
  const materials = found.guide.materials
    .filter(({ isNeed, obtainMode }) => isNeed === '1' && obtainMode === 'UPLOAD')
    .map(({ id }) => id)
  return {
    code: found.code,
    version: found.version,
    agencyCode: found.agencyCode,
    materials,
    form: answers(found.guide.form),
  }
}

interface Field {
  type: string
  const?: unknown
  oneOf?: { const: string }[]
  format?: string
  minimum?: number
  minLength?: number
}

/** The simplest valid answers to a demo form; the server drops those of fields that stay hidden. */
function answers(form: unknown): Record<string, unknown> {
  const { properties } = form as { properties: Record<string, Field> }
  return Object.fromEntries(Object.entries(properties).map(([key, field]) => [key, answer(field)]))
}

function answer(field: Field): unknown {
  if (field.oneOf?.[0]) return field.oneOf[0].const
  if (field.type === 'boolean') return true
  if (field.type === 'integer' || field.type === 'number') return field.minimum ?? 1
  if (field.format === 'date') return '2026-11-01'
  if (field.format === 'mobile') return '13800770001'
  if (field.format === 'citizen-id') return '770101199003070014'
  return '测试内容'.padEnd(field.minLength ?? 0, '测')
}

/** File rows that citizens attach again and again; the bytes do not matter here. */
export async function makeFiles({ pool }: Product, citizens: string[], each: number): Promise<string[]> {
  const ids = citizens.flatMap(() => Array.from({ length: each }, () => v7()))
  await pool.query(
    `insert into files.file (id, citizen_id, name, media_type, size, sm3, in_use, uploaded_at)
     select id, citizen, 'a.pdf', 'application/pdf', 1000, 'bench', false, now() from unnest($1::uuid[], $2::uuid[]) as f (id, citizen)`,
    [ids, citizens.flatMap((citizen) => Array.from({ length: each }, () => citizen))],
  )
  return ids
}
