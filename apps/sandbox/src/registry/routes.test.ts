import { isOrgCode } from '@zhengtong/domain/org-code'
import { expect, test } from 'vitest'
import { aRunningSandbox } from '../testing/running.ts'
import { demoCompanies } from './companies.ts'

const [food] = demoCompanies
if (!food) throw new Error('no demo company')

test('demo companies have valid codes of province 77', () => {
  for (const { code } of demoCompanies) expect(isOrgCode(code) && code.startsWith('9177'), code).toBe(true)
})

test('the registry tells who represents a company, and says so when it does not know one', async () => {
  await using sandbox = await aRunningSandbox()
  const lookup = async (code: string) =>
    (await sandbox.send('POST', '/authorities/registry/lookup', { requestId: 'r-1', code })).json()
  expect(await lookup(food.code)).toEqual({ requestId: 'r-1', result: 'found', organisation: food })
  expect(await lookup('91770101MA0009999X')).toEqual({ requestId: 'r-1', result: 'unknown' })
})

test('a company can be changed at run time, and callers need the key', async () => {
  await using sandbox = await aRunningSandbox()
  const { code, ...rest } = food
  await sandbox.send('PUT', `/registry/${code}`, { ...rest, status: 'cancelled' })
  const body = { requestId: 'r-1', code }
  const reply = await sandbox.send('POST', '/authorities/registry/lookup', body)
  expect(await reply.json()).toMatchObject({ organisation: { status: 'cancelled' } })
  const stranger = await sandbox.send('POST', '/authorities/registry/lookup', body, {
    headers: { 'content-type': 'application/json' },
  })
  expect(stranger.status).toBe(401)
})
