import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp } from '../testing/app.ts'
import type { TestApp } from '../testing/factories.ts'
import { seedDemo } from './demo.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
  await seedDemo(app.services)
})
afterAll(() => app.close())

const rowsOf = async (query: ReturnType<typeof sql<Record<string, number>>>) =>
  (await query.execute(app.services.db)).rows[0]

test('the agencies of the demo are one tree that reaches every one of them', async () => {
  const tree = await rowsOf(sql`with recursive down as (
      select code, 1 as depth from access.agency where parent_code is null
      union all select a.code, down.depth + 1 from access.agency a join down on a.parent_code = down.code)
    select (select count(*)::int from access.agency where parent_code is null) as roots,
      (select count(*)::int from access.agency) as agencies, count(*)::int as reached, max(depth) as depth from down`)
  expect(tree).toMatchObject({ roots: 1, agencies: tree?.['reached'], depth: 5 })
})

test('departments and halls are there once, and what administrators changed stays', async () => {
  const counts = () =>
    rowsOf(
      sql`select (select count(*)::int from access.department) as departments, (select count(*)::int from access.hall) as halls`,
    )
  const before = await counts()
  expect(before).toEqual({ departments: 32, halls: 6 })
  await sql`update access.agency set parent_code = '11770000MB0000983H', version = 2 where code = '11770101MB0000166Y'`.execute(
    app.services.db,
  )
  await sql`delete from platform.seed`.execute(app.services.db)
  expect(await seedDemo(app.services)).toBe('seeded')
  expect(await counts()).toEqual(before)
  expect(
    await rowsOf(
      sql`select count(*)::int as kept from access.agency where parent_code = '11770000MB0000983H' and version = 2`,
    ),
  ).toEqual({ kept: 1 })
})
