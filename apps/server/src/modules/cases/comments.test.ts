import type { Comment } from '@zhengtong/contract/case-comments'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anOfficer, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

let app: TestApp
let citizen: Awaited<ReturnType<typeof aCitizen>>
type Officer = { id: string; cookie: string }
let clerk: Officer, colleague: Officer, supervisor: Officer, stranger: Officer
let caseId: string
const BEGIN = '2026-11-02T02:00:00Z'
const words = '申请人来电：原件周三前送来。'
beforeAll(async () => {
  app = await startTestApp()
  app.clock.set(BEGIN)
  const { agency, other, item } = await aProvince(app)
  citizen = await aCitizen(app)
  clerk = await anOfficer(app, agency.code, ['accept'])
  colleague = await anOfficer(app, agency.code, ['decide'])
  supervisor = await anOfficer(app, other.code, ['supervise'], { scope: 'region', regionCode: '770000' })
  stranger = await anOfficer(app, other.code, ['accept', 'review', 'decide'])
  const submission = await aSubmission(app, citizen, item)
  await send(app, citizen, 'POST', '/cases', submission)
  caseId = submission.id
})
afterAll(() => app.close())
beforeEach(async () => {
  app.clock.set(BEGIN)
  await sql`truncate cases.comment_withdrawal, cases.comment`.execute(app.services.db)
})

type Answer = Comment & { type: string; errors?: { path: string; message: string }[] }
const write = (who: Officer, text: string, id = newId()) =>
  send<Answer>(app, who, 'POST', `/staff/cases/${caseId}/comments`, { id, words: text })
const read = async (who: Officer, query = '') =>
  send<{ rows: Comment[]; next: string | null }>(app, who, 'GET', `/staff/cases/${caseId}/comments${query}`)
const takeBack = (who: Officer, id: string) => send<Answer>(app, who, 'DELETE', `/staff/cases/${caseId}/comments/${id}`)
const told = async (type: string) =>
  (await sql<{ subject: object }>`select subject from platform.event where type = ${type}`.execute(app.services.db))
    .rows

test('whoever reads the case reads what another wrote, with name, time and agency; nobody else does', async () => {
  const { status, body } = await write(clerk, ` ${words} `)
  expect([status, body.words]).toEqual([200, words])
  for (const who of [colleague, supervisor])
    expect((await read(who)).body.rows).toEqual([
      {
        id: body.id,
        at: BEGIN,
        officerName: '测试员',
        agencyName: expect.stringContaining('公安'),
        words,
        removableUntil: null,
      },
    ])
  expect((await write(supervisor, '请说明为何还没有受理。')).status).toBe(200)
  expect([(await read(stranger)).status, (await write(stranger, '我也写')).status]).toEqual([404, 404])
  expect((await read(clerk)).body.rows).toHaveLength(2)
})

test('the applicant never meets it: not in his case, its list, his copy; in the database it lies sealed, events have ids', async () => {
  const { body } = await write(clerk, words)
  for (const path of [`/cases/${caseId}`, '/cases', '/me/accesses'])
    expect(JSON.stringify((await send(app, citizen, 'GET', path)).body), path).not.toContain('原件周三前')
  expect((await send(app, citizen, 'GET', `/staff/cases/${caseId}/comments`)).status).toBe(401)
  const { rows } = await sql<{ text: string }>`select c::text as text from cases.comment c`.execute(app.services.db)
  expect(rows[0]?.text).not.toContain('原件')
  expect(await told('case.commented')).toContainEqual({ subject: { caseId, commentId: body.id } })
})

test('the same comment sent ten times at once is written once; another under its id is refused', async () => {
  const id = newId()
  const before = (await told('case.commented')).length
  const answers = await Promise.all(Array.from({ length: 10 }, () => write(clerk, words, id)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect((await read(clerk)).body.rows).toHaveLength(1)
  expect((await told('case.commented')).length).toBe(before + 1)
  for (const again of [await write(clerk, '别的话', id), await write(colleague, words, id)])
    expect([again.status, again.body.type]).toEqual([409, 'urn:problem:cases:comment-differs'])
  expect((await read(clerk)).body.rows[0]?.words).toBe(words)
})

test('blank or endless words are refused with the field, and nothing is written', async () => {
  for (const text of ['', ' \n ', 'x'.repeat(1001)]) {
    const { status, body } = await write(clerk, text)
    expect([status, body.errors?.[0]?.path]).toEqual([400, '/words'])
  }
  expect((await read(clerk)).body.rows).toEqual([])
  expect((await read(clerk, '?cursor=x')).status).toBe(400)
})

test('comments come in pages, the latest first, none twice', async () => {
  for (let n = 0; n < 7; n += 1) await write(clerk, `第 ${n} 条`)
  const seen: (string | null)[] = []
  let cursor = ''
  do {
    const { body } = await read(colleague, `?limit=3${cursor ? `&cursor=${cursor}` : ''}`)
    seen.push(...body.rows.map((row) => row.words))
    cursor = body.next ?? ''
  } while (cursor)
  expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `第 ${n} 条`))
})

test('one’s own may be taken back for ten minutes: shown as taken back, the row stays', async () => {
  const { id, removableUntil } = (await write(clerk, words)).body
  expect(removableUntil).toBe('2026-11-02T02:10:00.000Z')
  expect((await takeBack(colleague, id)).body.type).toBe('urn:problem:cases:comment-not-found')
  expect((await takeBack(stranger, id)).body.type).toBe('urn:problem:cases:not-found')
  app.clock.set('2026-11-02T02:10:00Z')
  const answers = await Promise.all([takeBack(clerk, id), takeBack(clerk, id)])
  for (const { status, body } of answers) expect([status, body.words, body.removableUntil]).toEqual([200, null, null])
  expect((await read(colleague)).body.rows).toMatchObject([{ id, words: null }])
  expect(await told('case.comment-taken-back')).toEqual([{ subject: { caseId, commentId: id } }])
  const { rows } = await sql`select 1 from cases.comment where id = ${id} and words_sealed <> ''`.execute(
    app.services.db,
  )
  expect(rows).toHaveLength(1)

  const late = (await write(clerk, words)).body
  app.clock.set('2026-11-02T02:20:01Z')
  expect((await takeBack(clerk, late.id)).body.type).toBe('urn:problem:cases:comment-stays')
  expect((await read(clerk)).body.rows[0]).toMatchObject({ words, removableUntil: null })
})
