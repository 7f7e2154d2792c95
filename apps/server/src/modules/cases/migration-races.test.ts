import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import type { TestApp } from '../../testing/factories.ts'
import { migrationOffice } from '../../testing/flow-migrations.ts'
import { send } from '../../testing/request.ts'
import { moveBatch, RUN_JOB, runMigrations } from './run-migrations.ts'

let app: TestApp
let office: Awaited<ReturnType<typeof migrationOffice>>
beforeAll(async () => {
  app = await startTestApp()
  office = await migrationOffice(app)
})
afterAll(() => app.close())
const opinion = '材料齐全，符合条件。'

test('two who confirm at once: one does, the other hears that it is decided; repeats change nothing', async () => {
  const { item } = await office.turned('standard', 'stepped')
  const proposal = { id: newId(), fingerprint: (await office.preview(item)).fingerprint }
  const answers = await Promise.all([1, 2, 3].map(() => office.propose(item, office.editor, proposal)))
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
  expect((await office.propose(item, office.both, proposal)).body.type).toBe('urn:problem:flow-migrations:differs')
  expect((await office.propose(item)).body.type).toBe('urn:problem:flow-migrations:open')
  const { item: another } = await office.turned('standard', 'stepped')
  expect((await office.propose(another, office.editor, { id: proposal.id })).body.type).toBe(
    'urn:problem:flow-migrations:differs',
  )
  const decided = await Promise.all(
    [office.office, office.office2, office.office, office.office2].map((who) => office.confirm(proposal.id, who)),
  )
  const statuses = decided.map(({ status }) => status).toSorted()
  expect(statuses).toEqual([200, 200, 409, 409])
  await Promise.all([runMigrations(app.services), runMigrations(app.services), runMigrations(app.services)])
  expect((await office.get(proposal.id)).migration).toMatchObject({ state: 'done', total: 2, moved: 2, kept: 0 })
  const told = await office.eventsOf(proposal.id)
  expect(told.toSorted()).toEqual(
    [
      'flow-migration.proposed',
      'flow-migration.confirmed',
      'case.migrated',
      'case.migrated',
      'flow-migration.done',
    ].toSorted(),
  )
  // Nothing is left to move.
  expect((await office.propose(item)).body.type).toBe('urn:problem:flow-migrations:nothing-to-move')
})

test('an officer with the old page is told, and whatever he and the migration do at once, both are whole', async () => {
  const old = await office.nextItem('standard')
  const cases = await Promise.all(Array.from({ length: 12 }, () => office.accepted(old)))
  app.clock.advance(60_000)
  await old.turnTo('stepped')
  const { id } = (await office.propose(old)).body
  await office.confirm(id)
  const [answers] = await Promise.all([
    Promise.all(cases.map((each) => office.act(office.clerk, each, 'review', 2, { conclusion: 'grant', opinion }))),
    runMigrations(app.services, 3),
  ])
  const results = new Map(
    (
      await sql<{ caseId: string; moved: boolean; whyNot: string | null }>`
    select case_id, moved, why_not from cases.flow_migration_case where migration_id = ${id}`.execute(app.services.db)
    ).rows.map((row) => [row.caseId, row]),
  )
  for (const [index, each] of cases.entries()) {
    const { timeline, status, version } = await office.show(each)
    const answer = answers[index]
    expect(timeline).toHaveLength(3)
    expect(version).toBe(3)
    if (answer?.status === 200) {
      // He was first: a case that is reviewed once cannot skip the second review.
      expect([status, results.get(each)]).toMatchObject([
        'reviewed',
        { moved: false, whyNot: expect.stringContaining('两次') },
      ])
    } else {
      expect(answer?.body).toMatchObject({
        type: 'urn:problem:cases:moved',
        detail: expect.stringContaining('办理流程刚刚调整过'),
      })
      expect([status, results.get(each)]).toMatchObject(['accepted', { moved: true }])
    }
  }
})

test('decided meanwhile, a case is left alone and the record says so', async () => {
  const { item, accepted, fresh } = await office.turned('standard', 'stepped')
  const { id } = (await office.propose(item)).body
  await office.confirm(id)
  await send(app, office.citizen, 'POST', `/cases/${fresh}/withdrawal`, {
    actId: newId(),
    version: 1,
    reason: '不办了',
  })
  expect((await office.rowOf(fresh))?.['status']).toBe('withdrawn')
  await runMigrations(app.services)
  expect(await office.outcomes(id)).toHaveLength(2)
  expect(await office.outcomes(id, false)).toMatchObject([{ statusLabel: '已撤回', whyNot: '办件已经办结' }])
  expect(await office.rowOf(accepted)).toMatchObject({ flow: 'stepped' })
})

test('one job moves so many batches and leaves the rest to the next', async () => {
  const item = await office.nextItem('standard')
  await Promise.all(Array.from({ length: 51 }, () => office.aCase(item)))
  app.clock.advance(60_000)
  await item.turnTo('stepped')
  const { id } = (await office.propose(item)).body
  await office.confirm(id)
  await sql`delete from graphile_worker._private_jobs`.execute(app.services.db)
  await runMigrations(app.services, 1)
  expect((await office.get(id)).migration).toMatchObject({ state: 'running', moved: 50 })
  const { rows } = await sql<{ key: string }>`select key from graphile_worker.jobs where key is not null`.execute(
    app.services.db,
  )
  expect(rows).toEqual([{ key: RUN_JOB }])
  await runMigrations(app.services, 1)
  expect((await office.get(id)).migration).toMatchObject({ state: 'done', moved: 51 })
})

test('stopped between two batches it goes on where it was, each case once', async () => {
  const item = await office.nextItem('standard')
  const cases = await Promise.all(Array.from({ length: 7 }, () => office.accepted(item)))
  app.clock.advance(60_000)
  await item.turnTo('stepped')
  const { id } = (await office.propose(item)).body
  await office.confirm(id)
  expect(await moveBatch(app.services, 3)).toBe(true)
  expect((await office.get(id)).migration).toMatchObject({ state: 'running', total: 7, moved: 3 })
  // A batch that breaks in the middle is not there at all.
  await sql`alter table cases.flow_migration_case add constraint broken check (migration_id <> ${sql.lit(id)} or moved is null) not valid`.execute(
    app.services.db,
  )
  await expect(moveBatch(app.services, 3)).rejects.toThrow(/broken/)
  await sql`alter table cases.flow_migration_case drop constraint broken`.execute(app.services.db)
  expect((await office.get(id)).migration).toMatchObject({ state: 'running', moved: 3 })
  await runMigrations(app.services, 2)
  expect((await office.get(id)).migration).toMatchObject({ state: 'done', moved: 7, kept: 0 })
  for (const each of cases)
    expect((await office.show(each)).timeline.filter(({ title }) => title === '办理流程调整')).toHaveLength(1)
})
