import type { CaseDetail } from '@zhengtong/contract/cases'
import type { ItemFlows, PreviewedCase } from '@zhengtong/contract/flow-migrations'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { anUpload, type TestApp } from '../../testing/factories.ts'
import { migrationOffice } from '../../testing/flow-migrations.ts'
import { send } from '../../testing/request.ts'
import { runMigrations } from './run-migrations.ts'

let app: TestApp
let office: Awaited<ReturnType<typeof migrationOffice>>
beforeAll(async () => {
  app = await startTestApp()
  office = await migrationOffice(app)
})
afterAll(() => app.close())
const opinion = '材料齐全，符合条件。'
type Page<T> = { rows: T[]; next: string | null }

const mine = async (id: string) => (await send<CaseDetail>(app, office.citizen, 'GET', `/cases/${id}`)).body

test('two people move running cases: previewed, proposed, confirmed, moved, with every due date as it was', async () => {
  const { item, accepted, fresh } = await office.turned('standard', 'stepped')
  // Submitted under the new guide: it follows the new flow already. Heads of items are remembered for a second.
  const newer = { ...item, version: item.version + 1 }
  const submitted = () => office.aCase(newer).then(Boolean, () => false)
  await expect.poll(submitted, { timeout: 5_000 }).toBe(true)
  const { body: flows } = await send<ItemFlows>(app, office.editor, 'GET', `/staff/catalogue/items/${item.code}/flows`)
  expect(flows).toMatchObject({
    target: { code: 'stepped' },
    running: [
      { flow: { code: 'standard', name: '一般程序（电子结果）' }, cases: 2 },
      { flow: { code: 'stepped' }, cases: 1 },
    ],
    openMigration: null,
  })
  const before = await Promise.all([accepted, fresh].map(office.rowOf))
  const preview = await office.preview(item)
  expect(preview).toMatchObject({
    total: 2,
    movable: 2,
    groups: [
      { statusLabel: '已提交', cases: 1, whyNot: null, ownerBefore: '受理人员', ownerAfter: '受理人员' },
      { statusLabel: '已受理', cases: 1, whyNot: null, ownerBefore: '审查人员', ownerAfter: '审查人员' },
    ],
  })
  // A preview and a proposal change nothing.
  const proposed = await office.propose(item)
  expect([proposed.status, proposed.body]).toMatchObject([
    201,
    { state: 'proposed', previewed: { total: 2 }, actions: ['cancel'] },
  ])
  expect(await Promise.all([accepted, fresh].map(office.rowOf))).toEqual(before)
  const { id } = proposed.body
  expect((await office.confirm(id)).body).toMatchObject({ state: 'confirmed', total: 2, moved: 0 })
  const { rows: jobs } =
    await sql`select 1 from graphile_worker.jobs where task_identifier = 'cases:run-migrations'`.execute(
      app.services.db,
    )
  expect(jobs).toHaveLength(1)
  await runMigrations(app.services)
  expect((await office.get(id)).migration).toMatchObject({ state: 'done', total: 2, moved: 2, kept: 0 })

  expect(await Promise.all([accepted, fresh].map(office.rowOf))).toEqual(
    before.map((row) => ({ ...row, flow: 'stepped', version: Number(row?.['version']) + 1 })),
  )
  expect((await office.show(accepted)).timeline.at(-1)).toMatchObject({
    title: '办理流程调整',
    by: '系统',
    note: '办理流程由“一般程序（电子结果）”调整为“分步审查程序（初审、复审、决定）”，办理期限不变。',
  })
  const own = await mine(accepted)
  expect(own.timeline.at(-1)).toMatchObject({ by: '系统', note: expect.stringContaining('期限都不变') })
  expect(JSON.stringify(own)).not.toContain('分步审查程序')
  expect(await office.eventsOf(id)).toEqual([
    'flow-migration.proposed',
    'flow-migration.confirmed',
    'case.migrated',
    'case.migrated',
    'flow-migration.done',
  ])
  // The case goes on under the new flow: two reviews, then the decision.
  expect((await office.act(office.clerk, accepted, 'first-review', 3, { opinion })).status).toBe(200)
  expect((await office.act(office.second, accepted, 'review', 4, { conclusion: 'grant', opinion })).status).toBe(200)
  expect((await office.act(office.head, accepted, 'grant', 5)).body).toMatchObject({ status: 'granted' })
  expect((await mine(accepted)).promiseDue).toMatchObject({ date: own.promiseDue?.date })
})

test('what cannot be moved stays, with its reason, in preview, result and list', async () => {
  const item = await office.nextItem('standard')
  const [pending, plain] = [await office.accepted(item), await office.accepted(item)]
  const proposal = { special: '听证', days: 10, reason: '申请人要求听证' }
  expect((await office.act(office.clerk, pending, 'suspension-proposal', 2, proposal)).status).toBe(200)
  app.clock.advance(60_000)
  await item.turnTo('instant')
  const whyNot = '有特别程序申请等待批准，新流程里没有人能批准'
  expect((await office.preview(item)).groups).toMatchObject([
    { whyNot: null, ownerBefore: '审查人员', ownerAfter: '决定人员', cases: 1 },
    { whyNot, ownerBefore: '审查人员', ownerAfter: '审查人员', cases: 1 },
  ])
  const path = `/staff/catalogue/items/${item.code}/flow-preview/cases?flow=standard&flowVersion=1&limit=1`
  const { body: first } = await send<Page<PreviewedCase>>(app, office.editor, 'GET', path)
  const { body: rest } = await send<Page<PreviewedCase>>(app, office.editor, 'GET', `${path}&cursor=${first.next}`)
  expect([...first.rows, ...rest.rows].map(({ id, dueOn }) => [id, dueOn])).toEqual(
    [pending, plain].toSorted().map((id) => [id, expect.stringMatching(/^2026-12/)]),
  )
  expect(rest.next).toBeNull()
  expect((await send(app, office.editor, 'GET', path.replace('limit=1', 'cursor=x'))).status).toBe(400)

  // Who had taken the step as a reviewer holds no decision: it waits in the pool.
  const taking = { actId: newId(), version: 2, handlerId: null }
  expect((await send(app, office.clerk, 'POST', `/staff/cases/${plain}/claim`, taking)).status).toBe(200)
  const { id } = (await office.propose(item)).body
  await office.confirm(id)
  await runMigrations(app.services)
  expect(await office.rowOf(plain)).toMatchObject({ flow: 'instant', handlerId: null })
  expect(await office.rowOf(pending)).toMatchObject({ flow: 'standard', version: 3 })
  expect(await office.outcomes(id, false)).toMatchObject([{ statusLabel: '已受理', moved: false, whyNot }])
  expect(await office.outcomes(id, true)).toHaveLength(1)
  const exported = await app.app.inject({
    method: 'POST',
    url: `/api/v1/staff/flow-migrations/${id}/export`,
    headers: { cookie: office.office.cookie },
    payload: { moved: false },
  })
  expect(exported.headers['content-type']).toContain('text/csv')
  expect(exported.body.split('\r\n')).toMatchObject([
    expect.stringContaining('导出'),
    expect.any(String),
    expect.stringContaining(whyNot),
    '',
  ])
  expect((await office.act(office.head, plain, 'grant', 3)).body).toMatchObject({ status: 'granted' })
})

test('what is in the middle of something ends it under the new flow, on the days that it had', async () => {
  const item = await office.nextItem('standard')
  const [stopped, asked] = [await office.accepted(item), await office.aCase(item)]
  await office.act(office.clerk, stopped, 'suspension-proposal', 2, {
    special: '听证',
    days: 10,
    reason: '申请人要求听证',
  })
  expect((await office.act(office.head, stopped, 'proposal-approval', 3, { kind: 'suspension' })).status).toBe(200)
  const requests = [{ materialId: 'id-card', what: '请补拍背面。' }]
  expect((await office.act(office.clerk, asked, 'supplement-notice', 1, { requests })).status).toBe(200)
  app.clock.advance(60_000)
  await item.turnTo('paper')
  const days = async (id: string) => {
    const { noticeDue, legalDue, promiseDue, dues, timeline } = await mine(id)
    return { noticeDue, legalDue, promiseDue, dues, before: timeline.filter(({ title }) => title !== '办理流程调整') }
  }
  const before = [await days(stopped), await days(asked)]
  const { id } = (await office.propose(item)).body
  await office.confirm(id)
  await runMigrations(app.services)
  expect((await office.get(id)).migration).toMatchObject({ moved: 2, kept: 0 })
  expect([await days(stopped), await days(asked)]).toEqual(before)

  expect((await office.act(office.clerk, stopped, 'resumption', 5, { result: '听证已举行。' })).status).toBe(200)
  await office.act(office.clerk, stopped, 'review', 6, { conclusion: 'grant', opinion })
  expect((await office.act(office.head, stopped, 'grant', 7)).body).toMatchObject({ status: 'certifying' })
  const materials = [{ materialId: 'id-card', fileIds: [await anUpload(app, office.citizen.id)] }]
  const handedIn = await send(app, office.citizen, 'POST', `/cases/${asked}/supplement`, {
    actId: newId(),
    version: 3,
    materials,
  })
  expect([handedIn.status, handedIn.body]).toMatchObject([200, { status: 'submitted' }])
})

test('who proposes never confirms, and only the service office confirms', async () => {
  const { item } = await office.turned('standard', 'stepped')
  const { id } = (await office.propose(item, office.both)).body
  expect((await office.get(id, office.both)).migration).toMatchObject({
    actions: ['cancel'],
    whyNot: '您提出的流程迁移要由别的同事确认',
  })
  expect((await office.confirm(id, office.both)).body.type).toBe('urn:problem:flow-migrations:second-person')
  expect((await office.confirm(id, office.editor)).status).toBe(403)
  expect((await office.confirm(id, office.clerk)).status).toBe(403)
  expect((await office.propose(item, office.office)).status).toBe(403)
  expect((await office.cancel(id, office.editor)).status).toBe(403)
  // Not even the database takes it.
  await expect(
    sql`update cases.flow_migration set state = 'confirmed', decided_at = now(), decided_by = proposed_by where id = ${id}`.execute(
      app.services.db,
    ),
  ).rejects.toThrow(/check/)
  expect((await office.cancel(id, office.both)).body).toMatchObject({ state: 'cancelled', note: '先不办' })
})

test('another agency neither sees nor touches it', async () => {
  const { item } = await office.turned('standard', 'stepped')
  const { id } = (await office.propose(item)).body
  const { stranger } = office
  for (const path of [
    'flows',
    'flow-preview?flow=standard&flowVersion=1',
    'flow-preview/cases?flow=standard&flowVersion=1',
  ])
    expect((await send(app, stranger, 'GET', `/staff/catalogue/items/${item.code}/${path}`)).status, path).toBe(404)
  for (const path of ['', '/outcomes'])
    expect((await send(app, stranger, 'GET', `/staff/flow-migrations/${id}${path}`)).status).toBe(404)
  expect((await office.propose(item, stranger, { fingerprint: '0'.repeat(64) })).status).toBe(404)
  expect((await office.propose(item, stranger, { id, fingerprint: '0'.repeat(64) })).status).toBe(404)
  expect((await office.confirm(id, stranger)).status).toBe(404)
  expect((await office.cancel(id, stranger)).status).toBe(404)
  expect((await send<Page<unknown>>(app, stranger, 'GET', '/staff/flow-migrations')).body.rows).toEqual([])
  // Whoever handles cases has no part in it.
  expect((await send<Page<unknown>>(app, office.clerk, 'GET', '/staff/flow-migrations')).body.rows).toEqual([])
  const { body } = await send<Page<{ id: string }>>(app, office.office, 'GET', '/staff/flow-migrations?open=true')
  expect(body.rows.map((row) => row.id)).toContain(id)
  await office.cancel(id, office.editor)
})

test('a stale preview decides nothing: proposer and confirmer have seen the numbers of that moment', async () => {
  const { item, fresh } = await office.turned('standard', 'stepped')
  const stale = (await office.preview(item)).fingerprint
  await office.act(office.clerk, fresh, 'acceptance', 1)
  expect((await office.propose(item, office.editor, { fingerprint: stale })).body.type).toBe(
    'urn:problem:flow-migrations:stale',
  )
  const { id } = (await office.propose(item)).body
  const seen = (await office.get(id)).preview?.fingerprint
  await office.act(office.clerk, fresh, 'review', 2, { conclusion: 'grant', opinion })
  expect((await office.confirm(id, office.office, seen)).body.type).toBe('urn:problem:flow-migrations:stale')
  expect((await office.get(id)).migration.state).toBe('proposed')
  // The guide has moved on: what was proposed leads to a flow that it no longer names.
  app.clock.advance(60_000)
  await item.turnTo('paper')
  expect((await office.confirm(id)).body).toMatchObject({
    type: 'urn:problem:flow-migrations:stale',
    detail: expect.stringContaining('制证送达'),
  })
  await office.cancel(id, office.office)
  expect((await office.confirm(id)).body.type).toBe('urn:problem:flow-migrations:already-decided')
})

test('bad input is told field by field and writes nothing', async () => {
  const { item } = await office.turned('standard', 'stepped')
  const bad: [object, string][] = [
    [{ reason: ' ' }, '/reason'],
    [{ flow: 'made-up' }, '/flow'],
    [{ flow: 'stepped' }, '/flow'],
    [{ fingerprint: 'x' }, '/fingerprint'],
    [{ flowVersion: 0 }, '/flowVersion'],
  ]
  for (const [more, path] of bad) {
    const { status, body } = await office.propose(item, office.editor, more)
    expect([status, body.errors?.map((fault) => fault.path)], path).toEqual([400, [path]])
  }
  expect(
    (await send<ItemFlows>(app, office.editor, 'GET', `/staff/catalogue/items/${item.code}/flows`)).body.openMigration,
  ).toBeNull()
  expect((await send(app, office.editor, 'GET', '/staff/catalogue/items/none/flows')).status).toBe(404)
})
