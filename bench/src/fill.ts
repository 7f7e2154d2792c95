import type pg from 'pg'

export const CASES = Number(process.env['BENCH_CASES'] ?? 1_000_000)

/**
 * Fills the case table with plausible rows: eight in ten finished, the rest open, due dates spread over two months. From the
 * `have` rows that it has put there before up to `wanted`.
 */
export async function fill(pool: pg.Pool, agency: string, department = '', wanted = CASES, have = 0): Promise<void> {
  const chunk = 100_000
  for (let done = have; done < wanted; done += chunk) {
    await pool.query(
      `insert into cases."case" (id, case_number, query_code, citizen_id, applicant_masked, item_code, item_version, item_name, agency_code,
         agency_name, region_code, status, form, content_digest, submitted_at, updated_at, received_on, notice_due_on, due_on, calendar_version, department_code)
       select gen_random_uuid(), 'B' || n, 'Q' || n, gen_random_uuid(), '测*', 'bench', 1, '测试事项',
         case when n % 5 = 0 then $1 else '11770000BENCH' || lpad((n % 199)::text, 5, '0') end, '测试部门', '770101',
         (array['granted','granted','granted','granted','granted','denied','withdrawn','refused','submitted','accepted'])[1 + (n / 5) % 10],
         '{"purpose":"bench"}', 'digest', now() - n * interval '10 seconds', now() - n * interval '9 seconds',
         current_date, current_date, current_date - 2 + (n % 60)::int, 'bench', case when n % 7 = 3 then $4::text else 'D' || n % 7 end
       from generate_series($2::int, $3::int) as n`,
      [agency, done + 1, Math.min(done + chunk, wanted), department],
    )
  }
  await pool.query('vacuum analyze cases."case"')
}
