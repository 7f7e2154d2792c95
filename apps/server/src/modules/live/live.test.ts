import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { systemActor } from '../../platform/jobs.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anOfficer, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

let app: TestApp
let origin: string
let province: Awaited<ReturnType<typeof aProvince>>
let citizen: Awaited<ReturnType<typeof aCitizen>>
type Officer = Awaited<ReturnType<typeof anOfficer>>
let clerk: Officer
let colleague: Officer
beforeAll(async () => {
  app = await startTestApp()
  await app.app.listen({ port: 0, host: '127.0.0.1' })
  origin = `http://127.0.0.1:${(app.app.server.address() as AddressInfo).port}`
  province = await aProvince(app)
  citizen = await aCitizen(app)
  clerk = await anOfficer(app, province.agency.code, ['accept'])
  colleague = await anOfficer(app, province.agency.code, ['accept'])
})
afterAll(() => app.close())

interface Message {
  id: string
  event: string
  data: { cases?: string[]; own?: string[] }
}
/** Listens as somebody: `next` waits for a message, `lastId` is what a browser would come back with. */
async function listen(who: { cookie: string }, lastEventId?: string) {
  const leaving = new AbortController()
  const answer = await fetch(`${origin}/api/v1/staff/live`, {
    headers: { cookie: who.cookie, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
    signal: leaving.signal,
  })
  const messages: Message[] = []
  const waiting: (() => void)[] = []
  let lastId = ''
  const state = { isOver: false }
  const read = async () => {
    let text = ''
    for await (const chunk of answer.body ?? []) {
      text += new TextDecoder().decode(chunk as Uint8Array)
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? ''
        lastId = field('id') || lastId
        if (field('event'))
          messages.push({ id: lastId, event: field('event'), data: JSON.parse(field('data')) as object })
      }
      for (const go of waiting.splice(0)) go()
    }
  }
  const over = read()
    .catch(() => undefined)
    .finally(() => {
      state.isOver = true
      for (const go of waiting.splice(0)) go()
    })
  return {
    status: answer.status,
    over,
    leave: async () => {
      leaving.abort()
      await over
    },
    lastId: () => lastId,
    async next(): Promise<Message> {
      while (messages.length === 0 && !state.isOver) await new Promise<void>((go) => waiting.push(go))
      const message = messages.shift()
      if (!message) throw new Error('the stream is over')
      return message
    },
  }
}
async function aCase(): Promise<string> {
  const submission = await aSubmission(app, citizen, province.item)
  expect((await send(app, citizen, 'POST', '/cases', submission)).status).toBe(201)
  return submission.id
}
const claim = (who: Officer, id: string) =>
  send(app, who, 'POST', `/staff/cases/${id}/claim`, { actId: newId(), version: 1, handlerId: null })
/** Everything that is told until `id` has been. */
async function heard(stream: Awaited<ReturnType<typeof listen>>, id: string) {
  const all: Message['data'] = { cases: [], own: [] }
  for (;;) {
    const { data } = await stream.next()
    all.cases?.push(...(data.cases ?? []))
    all.own?.push(...(data.own ?? []))
    if (data.cases?.includes(id) || data.own?.includes(id)) return all
  }
}

test('an officer hears what others and he himself changed in his scope, and of nothing else', async () => {
  const stranger = await anOfficer(app, province.other.code, ['accept'])
  const [mine, theirs, none] = [await listen(clerk), await listen(colleague), await listen(stranger)]
  const id = await aCase()
  expect((await heard(mine, id)).cases).toContain(id)
  await claim(clerk, id)
  expect((await heard(mine, id)).own).toEqual([id])
  expect((await heard(theirs, id)).cases).toContain(id)
  // What the stranger hears first is what happens in his own agency.
  const at = newId()
  await sql`update cases."case" set agency_code = ${province.other.code} where id = ${id}`.execute(app.services.db)
  await app.services.db
    .transaction()
    .execute((tx) => publish(tx, systemActor(app.services, at), 'case.exported', { caseId: id }))
  expect(await none.next()).toMatchObject({ event: 'cases', data: { cases: [id], own: [] } })
  for (const stream of [mine, theirs, none]) await stream.leave()
})

test('who was away is told what he missed, or to read everything anew', async () => {
  const first = await listen(clerk)
  const before = await aCase()
  await heard(first, before)
  await first.leave()
  const missed = await aCase()
  const second = await listen(clerk, first.lastId())
  expect((await heard(second, missed)).cases).toEqual([missed])
  await second.leave()
  const lost = await listen(clerk, 'nonsense')
  expect((await lost.next()).event).toBe('reset')
  await lost.leave()
})

test('an event whose transaction ends after later ones is not missed', async () => {
  const stream = await listen(clerk)
  const [slow, fast] = [await aCase(), await aCase()]
  await heard(stream, fast)
  const actor = systemActor(app.services, 'test')
  let finish = () => {}
  const held = new Promise<void>((go) => (finish = go))
  let begun = () => {}
  const written = new Promise<void>((go) => (begun = go))
  const transaction = app.services.db.transaction().execute(async (tx) => {
    await publish(tx, actor, 'case.exported', { caseId: slow })
    begun()
    await held
  })
  await written
  await claim(colleague, fast)
  finish()
  await transaction
  const told = await heard(stream, slow)
  expect(told.cases).toContain(slow)
  await stream.leave()
})

test('nothing is told after the session has ended', async () => {
  const leaver = await anOfficer(app, province.agency.code, ['accept'])
  const stream = await listen(leaver)
  await send(app, leaver, 'DELETE', '/staff/sessions/current')
  await aCase()
  expect((await stream.next()).event).toBe('end')
  await stream.over
  expect((await listen(leaver)).status).toBe(401)
})

test('four streams an officer, and a server that closes does not wait for them', async () => {
  const other = await startTestApp()
  await other.app.listen({ port: 0, host: '127.0.0.1' })
  const { agency } = await aProvince(other)
  const officer = await anOfficer(other, agency.code, ['accept'])
  const url = `http://127.0.0.1:${(other.app.server.address() as AddressInfo).port}/api/v1/staff/live`
  const answers = []
  for (let n = 0; n < 5; n += 1) answers.push(await fetch(url, { headers: { cookie: officer.cookie } }))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429])
  const closed = once(other.app.server, 'close')
  await other.close()
  await closed
  for (const answer of answers.slice(0, 4)) expect(await answer.text()).toContain('retry: 3000')
})
