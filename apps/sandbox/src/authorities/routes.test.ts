import { expect, test } from 'vitest'
import { fixedPeople } from '../population/fixed.ts'
import { personAt } from '../population/generated.ts'
import type { Person, Trouble } from '../population/person.ts'
import { aRunningSandbox } from '../testing/running.ts'

const [zhang = personAt(0), li = personAt(1)] = fixedPeople
const identity = ({ name, idNumber }: Person) => ({ name, idNumber })

/** The fixed person whom this authority treats this way. */
function troubledBy(authority: 'police' | 'carrier' | 'bank', trouble: Trouble): Person {
  return fixedPeople.find(({ troubles }) => troubles?.[authority] === trouble) ?? personAt(0)
}

test('every authority confirms the factor it keeps', async () => {
  await using sandbox = await aRunningSandbox()
  const claims = {
    police: {},
    carrier: { value: zhang.phone },
    'social-security': { value: zhang.socialSecurityCard },
    bank: { value: zhang.bankCard, phone: zhang.phone },
    'provident-fund': { value: zhang.providentFund },
    traffic: { value: zhang.drivingFile },
  }
  for (const [authority, claim] of Object.entries(claims)) {
    const reply = await sandbox.verify(authority, { ...identity(zhang), ...claim })
    expect([authority, reply.status, await reply.json()]).toEqual([
      authority,
      200,
      { requestId: 'r-1', result: 'match', message: '核验一致' },
    ])
  }
})

test('a stranger without the key is refused before the claim is read', async () => {
  await using sandbox = await aRunningSandbox()
  for (const authorization of ['', 'Bearer wrong']) {
    const reply = await sandbox.verify('police', {}, { headers: { authorization } })
    expect(reply.status).toBe(401)
  }
})

test('a malformed claim is refused with a reason', async () => {
  await using sandbox = await aRunningSandbox()
  const malformed: Array<[string, Record<string, unknown>]> = [
    ['police', { name: '张三' }],
    ['police', { name: '张三', idNumber: '123' }],
    ['carrier', { ...identity(zhang), value: '123' }],
    ['carrier', identity(zhang)],
    ['bank', { ...identity(zhang), value: '6222000000000000013' }],
    ['bank', { ...identity(zhang), value: zhang.bankCard, phone: '1' }],
    ['social-security', { ...identity(zhang), value: '12345678' }],
    ['provident-fund', { ...identity(zhang), value: '账号' }],
    ['traffic', { ...identity(zhang), value: '77010000000' }],
  ]
  for (const [authority, claim] of malformed) {
    const reply = await sandbox.verify(authority, claim)
    expect([authority, reply.status, await reply.json()]).toEqual([
      authority,
      400,
      { error: 'bad-request', message: expect.any(String) },
    ])
  }
})

test("a wrong name, another person's factor and another phone at the bank do not agree", async () => {
  await using sandbox = await aRunningSandbox()
  const wrong: Array<[string, Record<string, unknown>]> = [
    ['police', { ...identity(zhang), name: '张四' }],
    ['carrier', { ...identity(zhang), value: li.phone }],
    ['bank', { ...identity(zhang), value: zhang.bankCard, phone: li.phone }],
  ]
  for (const [authority, claim] of wrong) {
    expect(await (await sandbox.verify(authority, claim)).json()).toMatchObject({ result: 'mismatch' })
  }
})

test('somebody who does not exist, or lacks the factor, is unknown', async () => {
  await using sandbox = await aRunningSandbox()
  const nobody = await sandbox.verify('police', { name: '张三', idNumber: `${zhang.idNumber.slice(0, 17)}0` })
  expect(await nobody.json()).toMatchObject({ result: 'unknown' })
  const child = fixedPeople.find(({ drivingFile }) => drivingFile === undefined) ?? zhang
  const driver = await sandbox.verify('traffic', { ...identity(child), value: zhang.drivingFile })
  expect(await driver.json()).toMatchObject({ result: 'unknown' })
})

test('generated people are known without being stored', async () => {
  await using sandbox = await aRunningSandbox()
  const person = personAt(987_654)
  const reply = await sandbox.verify('carrier', { ...identity(person), value: person.phone })
  expect(await reply.json()).toMatchObject({ result: 'match' })
})

test('special people meet their trouble without preparation', async () => {
  await using sandbox = await aRunningSandbox()
  const police = (trouble: Trouble, init?: RequestInit) =>
    sandbox.verify('police', identity(troubledBy('police', trouble)), init)

  expect(await (await police('locked')).json()).toMatchObject({ result: 'locked' })
  expect(await (await police('unknown')).json()).toMatchObject({ result: 'unknown' })
  expect((await police('error')).status).toBe(500)
  await expect((await police('malformed')).json()).rejects.toThrow(SyntaxError)
  await expect(police('timeout', { signal: AbortSignal.timeout(200) })).rejects.toThrow(/timeout/i)
  const before = performance.now()
  expect(await (await police('slow')).json()).toMatchObject({ result: 'match' })
  expect(performance.now() - before).toBeGreaterThan(1_400)
})

test('trouble at one authority leaves the others working', async () => {
  await using sandbox = await aRunningSandbox()
  const person = troubledBy('bank', 'locked')
  expect(await (await sandbox.verify('police', identity(person))).json()).toMatchObject({ result: 'match' })
  const bank = await sandbox.verify('bank', { ...identity(person), value: person.bankCard })
  expect(await bank.json()).toMatchObject({ result: 'locked' })
})

test('an authority is switched out of order for so many requests and back', async () => {
  await using sandbox = await aRunningSandbox()
  const status = async () => (await sandbox.verify('police', identity(zhang))).status

  const set = await sandbox.send('POST', '/faults', { authority: 'police', mode: 'error', times: 2 })
  expect(await set.json()).toEqual([{ authority: 'police', mode: 'error', times: 2 }])
  expect([await status(), await status(), await status()]).toEqual([500, 500, 200])

  await sandbox.send('POST', '/faults', { authority: 'police', mode: 'error' })
  expect(await status()).toBe(500)
  await sandbox.send('POST', '/faults', { authority: 'police', mode: 'ok' })
  expect(await status()).toBe(200)

  await sandbox.send('POST', '/faults', { authority: 'police', mode: 'error' })
  expect((await sandbox.send('DELETE', '/faults')).status).toBe(204)
  expect(await status()).toBe(200)
  expect((await sandbox.send('POST', '/faults', { authority: 'nobody', mode: 'error' })).status).toBe(400)
})

test('a person put in at run time is known, and his troubles with him', async () => {
  await using sandbox = await aRunningSandbox()
  const person = { name: '测试人', idNumber: zhang.idNumber }
  const put = (body: unknown) => sandbox.send('PUT', `/population/${person.idNumber}`, body)

  expect((await put({ name: person.name })).status).toBe(200)
  expect(await (await sandbox.verify('police', person)).json()).toMatchObject({ result: 'match' })
  await put({ name: person.name, troubles: { police: 'locked' } })
  expect(await (await sandbox.verify('police', person)).json()).toMatchObject({ result: 'locked' })
  expect((await put({ name: person.name, troubles: { police: 'nonsense' } })).status).toBe(400)
})

test('closing does not wait for a hanging answer', async () => {
  const sandbox = await aRunningSandbox()
  await sandbox.send('POST', '/faults', { authority: 'police', mode: 'timeout', times: 1 })
  const hanging = sandbox.verify('police', identity(zhang)).catch(() => undefined)
  const faults = async () => (await sandbox.send('GET', '/faults')).json()
  // The fault is used up once the request has arrived.
  await expect.poll(faults).toEqual([])
  const before = performance.now()
  await sandbox[Symbol.asyncDispose]()
  await hanging
  expect(performance.now() - before).toBeLessThan(5_000)
})
