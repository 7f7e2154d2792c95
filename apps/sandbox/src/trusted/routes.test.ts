import { expect, test } from 'vitest'
import { personAt } from '../population/generated.ts'
import { aRunningSandbox } from '../testing/running.ts'

const person = personAt(4_711)
const { name, idNumber } = person
type Sandbox = Awaited<ReturnType<typeof aRunningSandbox>>

async function ask(sandbox: Sandbox, act: 'start' | 'verify', body: object) {
  const reply = await sandbox.send('POST', `/trusted/${act}`, { requestId: 'r-1', relyingParty: 'party', ...body })
  const { payload } = (await reply.json()) as { payload: string }
  return JSON.parse(payload) as Record<string, string>
}
const start = (sandbox: Sandbox, body: object = {}) =>
  ask(sandbox, 'start', { mode: 'credential', purpose: '登录', checkCode: '42', ...body })
const decide = (url: string | undefined, answer: Record<string, string>) =>
  fetch(String(url), { method: 'POST', body: new URLSearchParams(answer) })

test('the person confirms on the page, and the answer is given once with a pseudonym', async () => {
  await using sandbox = await aRunningSandbox()
  const { bsn, confirmUrl } = await start(sandbox)
  expect(await ask(sandbox, 'verify', { bsn })).toMatchObject({ result: 'pending' })
  expect(await (await fetch(String(confirmUrl))).text()).toContain('不是真的')
  await decide(confirmUrl, { act: 'confirm', idNumber, checkCode: '42' })
  const answer = await ask(sandbox, 'verify', { bsn })
  expect(answer).toMatchObject({ result: 'match', level: 'real-person' })
  expect(JSON.stringify(answer)).not.toContain(idNumber)
  expect(await ask(sandbox, 'verify', { bsn })).toMatchObject({ result: 'match', pid: answer['pid'] })
  expect(await ask(sandbox, 'verify', { bsn, requestId: 'r-2' })).toMatchObject({ result: 'used' })
  expect((await fetch(String(confirmUrl))).status).toBe(410)
})

test('each relying party knows the person by another pseudonym, and asks only about its own', async () => {
  await using sandbox = await aRunningSandbox()
  const pids = []
  for (const relyingParty of ['party', 'other']) {
    const { bsn, confirmUrl } = await start(sandbox, { relyingParty })
    await decide(confirmUrl, { act: 'confirm', idNumber, checkCode: '42' })
    expect(await ask(sandbox, 'verify', { bsn, relyingParty: 'third' })).toMatchObject({ result: 'unknown' })
    pids.push((await ask(sandbox, 'verify', { bsn, relyingParty }))['pid'])
  }
  expect(new Set(pids).size).toBe(2)
})

test('three wrong pairs of digits end it', async () => {
  await using sandbox = await aRunningSandbox()
  const { bsn, confirmUrl } = await start(sandbox)
  for (const status of [422, 422, 200])
    expect((await decide(confirmUrl, { act: 'confirm', idNumber, checkCode: '43' })).status).toBe(status)
  expect(await ask(sandbox, 'verify', { bsn })).toMatchObject({ result: 'declined' })
})

test('name and number alone vouch for the name only', async () => {
  await using sandbox = await aRunningSandbox()
  const right = await start(sandbox, { mode: 'two-item', claim: { name, idNumber } })
  expect(await ask(sandbox, 'verify', { bsn: right['bsn'] })).toMatchObject({ result: 'match', level: 'real-name' })
  const wrong = await start(sandbox, { mode: 'two-item', claim: { name: '别人', idNumber } })
  expect(await ask(sandbox, 'verify', { bsn: wrong['bsn'] })).toMatchObject({ result: 'mismatch' })
})

test('a stranger without the key starts nothing', async () => {
  await using sandbox = await aRunningSandbox()
  expect((await sandbox.send('POST', '/trusted/start', {}, { headers: {} })).status).toBe(401)
})

test('name and number go out only when they were asked for and the person agreed, and sealed', async () => {
  await using sandbox = await aRunningSandbox()
  const given = []
  for (const [asked, agreed] of [
    ['identity', 'yes'],
    ['identity', ''],
    [undefined, 'yes'],
  ] as const) {
    const { bsn, confirmUrl } = await start(sandbox, { share: asked })
    expect((await (await fetch(String(confirmUrl))).text()).includes('转交给对方')).toBe(asked !== undefined)
    await decide(confirmUrl, { act: 'confirm', idNumber, checkCode: '42', share: agreed })
    given.push(await ask(sandbox, 'verify', { bsn }))
  }
  expect(given.map(({ identity }) => identity === undefined)).toEqual([false, true, true])
  expect(JSON.stringify(given)).not.toContain(idNumber)
})
