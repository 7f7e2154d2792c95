import type { Card, CardAction, CardDetail } from '@zhengtong/contract/supervision'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { modules } from '../../modules.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anItem, anOfficer, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { tellSupervision } from '../../testing/told.ts'
import { raiseCards } from './raise.ts'

let app: TestApp
let citizen: Awaited<ReturnType<typeof aCitizen>>
let item: Awaited<ReturnType<typeof anItem>>
let clerk: { id: string; cookie: string }
let head: { id: string; cookie: string }
let stranger: { id: string; cookie: string }
let supervisor: { id: string; cookie: string }
const BEGIN = '2026-11-02T02:00:00Z'
beforeAll(async () => {
  app = await startTestApp()
  app.clock.set(BEGIN)
  const { agency, other } = await aProvince(app)
  citizen = await aCitizen(app)
  item = await anItem(
    app,
    agency,
    {
      anticipateDay: 20,
      anticipateType: 'workday',
      promiseDay: 10,
      promiseType: 'workday',
      specialProcedure: [{ name: '听证' }],
    },
    7201,
  )
  clerk = await anOfficer(app, agency.code, ['accept', 'review'])
  head = await anOfficer(app, agency.code, ['decide', 'approve'])
  stranger = await anOfficer(app, other.code, ['accept', 'review'])
  supervisor = await anOfficer(app, agency.code, ['supervise'], { scope: 'region', regionCode: '770100' })
})
afterAll(() => app.close())
beforeEach(() => app.clock.set(BEGIN))

async function accepted(): Promise<string> {
  const submission = await aSubmission(app, citizen, item)
  await send(app, citizen, 'POST', '/cases', submission)
  await act(clerk, submission.id, 'acceptance', 1)
  return submission.id
}
const act = (who: { cookie: string }, id: string, kind: string, version: number, fields: object = {}) =>
  send(app, who, 'POST', `/staff/cases/${id}/${kind}`, { actId: newId(), version, ...fields })
const cardsOf = async (caseId: string, who = supervisor) =>
  (await send<{ rows: Card[] }>(app, who, 'GET', '/supervision/cards?limit=50')).body.rows.filter(
    (card) => card.caseId === caseId,
  )
const names = async (caseId: string) => (await cardsOf(caseId)).map(({ rule, level }) => `${rule} ${level}`).toSorted()
const step = (who: { cookie: string }, id: string, action: CardAction, version: number, actId = newId()) =>
  send<CardDetail & { type: string }>(app, who, 'POST', `/supervision/cards/${id}/steps`, {
    actId,
    version,
    action,
    words: '请尽快办结。',
  })

test('yellow on the last working day but one, red on the first after the due day, each once and kept', async () => {
  const id = await accepted()
  app.clock.set('2026-11-12T02:00:00Z')
  await raiseCards(app.services)
  expect(await names(id)).toEqual([])
  app.clock.set('2026-11-12T16:00:00Z')
  await Promise.all([1, 2, 3].map(() => raiseCards(app.services)))
  expect(await names(id)).toEqual(['promise yellow'])
  app.clock.set('2026-11-16T15:59:00Z')
  await raiseCards(app.services)
  expect(await names(id)).toEqual(['promise yellow'])
  app.clock.set('2026-11-16T16:00:00Z')
  await Promise.all([1, 2, 3].map(() => raiseCards(app.services)))
  expect(await names(id)).toEqual(['promise red', 'promise yellow'])

  await act(clerk, id, 'review', 2, { conclusion: 'grant', opinion: '材料齐全。' })
  await act(head, id, 'grant', 3)
  app.clock.set('2026-12-20T02:00:00Z')
  await raiseCards(app.services)
  expect(await names(id)).toEqual(['promise red', 'promise yellow'])
})

test('after a week without a worker every card that was due is raised, none twice', async () => {
  const id = await accepted()
  app.clock.set('2026-12-07T02:00:00Z')
  await raiseCards(app.services)
  await raiseCards(app.services)
  expect(await names(id)).toEqual(['legal red', 'legal yellow', 'promise red', 'promise yellow'])
})

test('what is accepted by silence long after its promise is late at once', async () => {
  const submission = await aSubmission(app, citizen, item)
  await send(app, citizen, 'POST', '/cases', submission)
  app.clock.set('2026-11-24T02:00:00Z')
  await modules.find(({ name }) => name === 'cases')?.jobs?.['cases:run-clocks']?.({}, app.services)
  await raiseCards(app.services)
  expect(await names(submission.id)).toEqual(['promise red', 'promise yellow'])
})

test('no card while a special procedure runs; one when it takes longer than it was said to', async () => {
  const id = await accepted()
  await act(clerk, id, 'suspension-proposal', 2, { special: '听证', days: 3, reason: '申请人要求听证。' })
  await act(head, id, 'proposal-approval', 3, { kind: 'suspension' })
  app.clock.set('2026-11-05T02:00:00Z')
  await raiseCards(app.services)
  expect(await names(id)).toEqual([])
  app.clock.set('2026-11-20T02:00:00Z')
  await raiseCards(app.services)
  expect(await names(id)).toEqual(['special yellow'])
})

test('urged, answered, appealed, cancelled: each by the one whose turn it is', async () => {
  const id = await accepted()
  app.clock.set('2026-11-24T02:00:00Z')
  await raiseCards(app.services)
  const red = (await cardsOf(id)).find(({ level }) => level === 'red')
  if (!red) throw new Error('no red card')
  expect((await step(clerk, red.id, 'urge', 1)).status).toBe(404)
  expect((await send(app, stranger, 'GET', `/supervision/cards/${red.id}`)).status).toBe(404)
  expect((await cardsOf(id, stranger)).length).toBe(0)

  const actId = newId()
  const urged = await step(supervisor, red.id, 'urge', 1, actId)
  expect(urged.body).toMatchObject({ state: 'urged', answerDueOn: '2026-12-01', actions: [] })
  expect((await step(supervisor, red.id, 'urge', 1, actId)).body).toMatchObject({ state: 'urged', version: 2 })
  expect((await step(clerk, red.id, 'answer', 1)).body.type).toBe('urn:problem:supervision:card-moved')
  expect((await step(clerk, red.id, 'answer', 2)).body).toMatchObject({ state: 'answered', actions: ['appeal'] })
  expect((await step(clerk, red.id, 'appeal', 3)).body).toMatchObject({ state: 'appealed', actions: [] })
  expect((await step(supervisor, red.id, 'uphold', 4)).body).toMatchObject({ state: 'cancelled', actions: [] })
  expect((await step(supervisor, red.id, 'urge', 5)).body.type).toBe('urn:problem:supervision:not-allowed-now')

  await raiseCards(app.services)
  expect((await cardsOf(id)).filter(({ level }) => level === 'red')).toMatchObject([{ state: 'cancelled' }])
})

test('an urging that is not answered in five working days is said to be late, until it is answered', async () => {
  const id = await accepted()
  app.clock.set('2026-11-17T02:00:00Z')
  await raiseCards(app.services)
  const red = (await cardsOf(id)).find(({ level }) => level === 'red')
  await step(supervisor, red?.id ?? '', 'urge', 1)
  app.clock.set('2026-11-24T15:59:00Z')
  expect((await cardsOf(id)).map(({ isAnswerLate }) => isAnswerLate)).toEqual([false, false])
  app.clock.set('2026-11-24T16:00:00Z')
  expect((await cardsOf(id)).filter(({ isAnswerLate }) => isAnswerLate)).toMatchObject([
    { id: red?.id, state: 'urged' },
  ])
  expect((await step(clerk, red?.id ?? '', 'answer', 2)).body).toMatchObject({ isAnswerLate: false })
})

test('a supervisor sees the case and can do nothing to it', async () => {
  const id = await accepted()
  const seen = await send<{ actions: string[] }>(app, supervisor, 'GET', `/staff/cases/${id}`)
  expect([seen.status, seen.body.actions]).toEqual([200, []])
  expect((await act(supervisor, id, 'review', 2, { conclusion: 'grant', opinion: '同意。' })).status).toBe(403)
})

test('eight supervisors urge at once: one step, seven clear conflicts', async () => {
  const id = await accepted()
  app.clock.set('2026-11-13T02:00:00Z')
  await raiseCards(app.services)
  const [card] = await cardsOf(id)
  const answers = await Promise.all(Array.from({ length: 8 }, () => step(supervisor, card?.id ?? '', 'urge', 1)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ body }) => body.type === 'urn:problem:supervision:card-moved')).toHaveLength(7)
})

const told = (caseId: string) => tellSupervision(app, caseId)

test('a deviation from the guide is a yellow card at once, and a red one when the applicant objects', async () => {
  const submission = await aSubmission(app, citizen, item)
  await send(app, citizen, 'POST', '/cases', submission)
  const { id } = submission
  const beyond = { name: '房屋安全鉴定报告', reason: '房龄较长。' }
  await act(clerk, id, 'supplement-notice', 1, { requests: [{ materialId: null, what: '请提交。', beyond }] })
  await told(id)
  await told(id)
  expect(await names(id)).toEqual(['deviation yellow'])
  await send(app, citizen, 'POST', `/cases/${id}/objection`, { actId: newId(), version: 2, words: '没有依据。' })
  await told(id)
  expect(await names(id)).toEqual(['deviation red', 'deviation yellow'])
})

test('a refusal whose reason says nothing is a card; one with a fact and a law is none', async () => {
  const refused = async (reason: string) => {
    const submission = await aSubmission(app, citizen, item)
    await send(app, citizen, 'POST', '/cases', submission)
    await act(clerk, submission.id, 'refusal', 1, { ground: 'other', reason })
    await told(submission.id)
    return names(submission.id)
  }
  expect(await refused('不符合规定。')).toEqual(['thin-reason yellow'])
  expect(await refused('根据《示例条例》第三条，申请人户籍不在本区，应向户籍地申请。')).toEqual([])
})

test('a result that left before the promised materials is a red card, whoever let it out', async () => {
  const id = await accepted()
  await act(clerk, id, 'review', 2, { conclusion: 'grant', opinion: '材料齐全。' })
  await act(head, id, 'grant', 3)
  await told(id)
  expect(await names(id)).toEqual([])
  await sql`update cases."case" set owed = '{"materialIds": ["photo"], "dueOn": null, "handedInAt": null}' where id = ${id}`.execute(
    app.services.db,
  )
  await told(id)
  expect(await names(id)).toEqual(['early-result red'])
})

test('a second notice of what is missing is a yellow card, a first is none', async () => {
  const submission = await aSubmission(app, citizen, item)
  await send(app, citizen, 'POST', '/cases', submission)
  const { id, materials } = submission
  const requests = [{ materialId: materials[0]?.materialId ?? null, what: '请重新上传，照片不清楚。' }]
  await act(clerk, id, 'supplement-notice', 1, { requests })
  await told(id)
  expect(await names(id)).toEqual([])
  const again = await aSubmission(app, citizen, item)
  await send(app, citizen, 'POST', `/cases/${id}/supplement`, {
    actId: newId(),
    version: 2,
    materials: again.materials.slice(0, 1),
  })
  await act(clerk, id, 'supplement-notice', 3, { requests })
  await told(id)
  expect(await names(id)).toEqual(['second-supplement yellow'])
})

test('cards are narrowed by reason, agency and late answers, page by page, and never past the scope', async () => {
  const find = async (query: string, who = supervisor) => {
    const found: Card[] = []
    for (let cursor = ''; ;) {
      const page = await send<{ rows: Card[]; next: string | null }>(
        app,
        who,
        'GET',
        `/supervision/cards?limit=2&${query}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      )
      found.push(...page.body.rows)
      if (!page.body.next) return found
      cursor = page.body.next
    }
  }
  const all = await find('')
  const ids = (cards: Card[]) => cards.map(({ id }) => id)
  for (const rule of new Set(all.map((card) => card.rule)))
    expect(ids(await find(`rule=${rule}`)), rule).toEqual(ids(all.filter((card) => card.rule === rule)))
  const agencies = (who: { cookie: string }) =>
    send<{ code: string; name: string }[]>(app, who, 'GET', '/supervision/card-agencies')
  const [agency, ...others] = (await agencies(supervisor)).body
  expect(others).toEqual([])
  expect(ids(await find(`agency=${agency?.code}&level=red`))).toEqual(ids(all.filter(({ level }) => level === 'red')))
  expect(await find('agency=11770100MB0000000X')).toEqual([])
  expect((await agencies(stranger)).body).toEqual([])
  expect(await find(`agency=${agency?.code}`, stranger)).toEqual([])

  app.clock.set('2027-03-01T02:00:00Z')
  const late = await find('late=true')
  expect(late.length).toBeGreaterThan(0)
  expect(late.every(({ isAnswerLate }) => isAnswerLate)).toBe(true)
  expect((await send(app, supervisor, 'GET', '/supervision/cards?rule=none')).status).toBe(400)
})
