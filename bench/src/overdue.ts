import { CASES, fill } from './fill.ts'
import { pgbench } from './pgbench.ts'
import { startProduct } from './product.ts'
import { finish } from './report.ts'

/** Clocks that turn red at one midnight: a day's worth of a million open cases with limits of about twenty working days. */
const BREACHES = Math.round(CASES / 20)
const PATIENCE_MS = 180_000

/**
 * How long it takes until the last of many clocks that run out at one midnight has its card, with a million open cases in
 * the table and a worker that looks every minute. The cards have to be one each. Beside it what the database needs to write
 * as many rows at least.
 */
export async function run(jsonFile?: string) {
  const product = await startProduct()
  try {
    const { pool } = product
    const { rows } = await pool.query<{ code: string; agency: string }>(
      `select code, agency_code as agency from catalogue.item where agency_code is not null order by code limit 1`,
    )
    const { code = '', agency = '' } = rows[0] ?? {}
    await fill(pool, agency)
    // All of them open and accepted long enough ago, their alarms spread over the coming months.
    await pool.query(
      `update cases."case" set status = 'accepted', item_code = $1, alarm_on = current_date + 1 + (abs(hashtext(id::text)) % 90), calendar_version = (select version from calendar.publication order by number desc limit 1)`,
      [code],
    )
    await pool.query(
      `insert into cases.timeline (case_id, seq, act_id, action, actor_kind, actor_id, actor_name, at)
       select c.id, n, gen_random_uuid(), (array['submit', 'accept'])[n], 'staff', gen_random_uuid(), '测', now() - interval '400 days'
       from cases."case" c cross join generate_series(1, 2) n`,
    )
    await pool.query('vacuum analyze cases."case"')
    await pool.query('vacuum analyze cases.timeline')
    product.startWorker()
    await quiet(3_000)
    // Midnight: a share of the clocks runs out at the same moment.
    await pool.query(
      `update cases."case" set alarm_on = (now() at time zone 'Asia/Shanghai')::date
       where id in (select id from cases."case" order by id limit $1)`,
      [BREACHES],
    )
    const midnight = performance.now()
    const carded = async () =>
      (
        await pool.query<{ cases: number; cards: number }>(
          `select count(distinct case_id)::int as cases, count(*)::int as cards from supervision.card`,
        )
      ).rows[0] ?? { cases: 0, cards: 0 }
    let seen = await carded()
    let first = 0
    while (seen.cases < BREACHES && performance.now() - midnight < PATIENCE_MS) {
      if (!first && seen.cases) first = performance.now() - midnight
      await quiet(500)
      seen = await carded()
    }
    const lag = (performance.now() - midnight) / 1000
    const raw = await pgbench(product.url, product.folder, 'overdue', RAW, 1, 5)
    const figures = {
      'last card after s': lag,
      'first card after s': first / 1000,
      breaches: BREACHES,
      'cases with a card': seen.cases,
      cards: seen.cards,
      'cases/s once it runs': BREACHES / Math.max(lag - first / 1000, 0.001),
      'pgbench rows/s, a thousand a statement': raw * 1000,
      missed: BREACHES - seen.cases,
    }
    const dataset = `${CASES.toLocaleString('en')} open cases, ${BREACHES.toLocaleString('en')} clocks run out at once, one worker that looks every minute`
    return finish(
      'overdue',
      dataset,
      figures,
      { 'last card after s': { op: '<=', value: 60 }, missed: { op: '<=', value: 0 } },
      jsonFile,
    )
  } finally {
    await product.stop()
  }
}

const quiet = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const RAW = `insert into supervision.card (id, case_id, rule, level, state, case_number, item_name, agency_code, agency_name, region_code, raised_at)
  select gen_random_uuid(), gen_random_uuid(), 'raw', 'red', 'open', 'N' || n, '测试事项', 'raw', '测试部门', '770101', now() from generate_series(1, 1000) n;`
