import { expect, test } from 'vitest'
import { aRunningSandbox } from '../testing/running.ts'
import { createInbox } from './inbox.ts'

const code = {
  requestId: 's-1',
  phone: '13800770001',
  template: 'verification-code',
  params: { code: '123456', minutes: '5' },
}

test('an accepted message can be read on the phone', async () => {
  await using sandbox = await aRunningSandbox()
  const sent = await sandbox.send('POST', '/sms/messages', code)
  expect([sent.status, await sent.json()]).toEqual([200, { requestId: 's-1', accepted: true }])
  const read = await fetch(`${sandbox.url}/sms/messages?phone=13800770001`)
  expect(await read.json()).toEqual([
    {
      requestId: 's-1',
      phone: '13800770001',
      template: 'verification-code',
      text: '【示例省政务服务】您的验证码是 123456，5 分钟内有效。请勿告诉他人，工作人员不会向您索要验证码。',
      at: expect.stringMatching(/^\d{4}-.*Z$/),
    },
  ])
})

test('a repeated request reaches the phone once', async () => {
  await using sandbox = await aRunningSandbox()
  await sandbox.send('POST', '/sms/messages', code)
  const again = await sandbox.send('POST', '/sms/messages', code)
  expect(await again.json()).toEqual({ requestId: 's-1', accepted: true })
  expect(await (await fetch(`${sandbox.url}/sms/messages`)).json()).toHaveLength(1)
})

test('messages come newest first, of one phone, as many as asked', async () => {
  await using sandbox = await aRunningSandbox()
  const phones = ['13800770001', '13800770002', '13800770001', '13800770001']
  for (const [index, phone] of phones.entries())
    await sandbox.send('POST', '/sms/messages', { ...code, requestId: `s-${index}`, phone })
  const read = await fetch(`${sandbox.url}/sms/messages?phone=13800770001&limit=2`)
  expect(await read.json()).toMatchObject([{ requestId: 's-3' }, { requestId: 's-2' }])
})

test('a notice names the item, and the rest only as far as it is known', async () => {
  await using sandbox = await aRunningSandbox()
  const item = '居住证申领'
  const full = { surname: '张', item, dueDate: '2026-12-01', queryCode: '7' }
  const texts: Array<[string, Record<string, string>, string]> = [
    ['case-submitted', { item }, '【示例省政务服务】您申请的“居住证申领”已提交，我们将尽快审核。'],
    [
      'case-supplement',
      full,
      '【示例省政务服务】张先生/女士：您申请的“居住证申领”需要补正材料，请登录后查看。请在 2026-12-01 前补齐。查询码：7。',
    ],
    [
      'case-accepted',
      full,
      '【示例省政务服务】张先生/女士：您申请的“居住证申领”已受理。预计 2026-12-01 前办结。查询码：7。',
    ],
    ['case-refused', { item }, '【示例省政务服务】您申请的“居住证申领”不予受理，原因和救济途径请登录后查看。'],
    [
      'case-decided',
      { item, result: '准予' },
      '【示例省政务服务】您申请的“居住证申领”已办结，请登录后查看结果。办理结果：准予。',
    ],
    ['case-withdrawn', { item }, '【示例省政务服务】您申请的“居住证申领”已撤回。'],
  ]
  for (const [template, params, text] of texts) {
    await sandbox.send('POST', '/sms/messages', { ...code, requestId: template, template, params })
    expect(await (await fetch(`${sandbox.url}/sms/messages?limit=1`)).json()).toMatchObject([{ text }])
  }
})

test('a stranger, an unknown template, a missing parameter and a bad phone are refused and nothing is sent', async () => {
  await using sandbox = await aRunningSandbox()
  const status = async (body: unknown, init?: RequestInit) =>
    (await sandbox.send('POST', '/sms/messages', body, init)).status
  expect(await status(code, { headers: { 'content-type': 'application/json' } })).toBe(401)
  expect(await status({ ...code, template: 'advertisement' })).toBe(400)
  expect(await status({ ...code, template: 'constructor' })).toBe(400)
  expect(await status({ ...code, params: { code: '123456' } })).toBe(400)
  expect(await status({ ...code, phone: '123' })).toBe(400)
  expect(await (await fetch(`${sandbox.url}/sms/messages`)).json()).toEqual([])
})

test('a gateway out of order sends nothing', async () => {
  await using sandbox = await aRunningSandbox()
  await sandbox.send('POST', '/faults', { authority: 'sms', mode: 'error', times: 1 })
  expect((await sandbox.send('POST', '/sms/messages', code)).status).toBe(500)
  expect(await (await fetch(`${sandbox.url}/sms/messages`)).json()).toEqual([])
  expect((await sandbox.send('POST', '/sms/messages', code)).status).toBe(200)
})

test('the inbox forgets the oldest beyond 2 000', () => {
  const inbox = createInbox()
  for (let n = 0; n <= 2_000; n += 1)
    inbox.deliver({ requestId: `s-${n}`, phone: '13800770001', template: 't', text: '', at: '' })
  const kept = inbox.latest(3_000)
  expect([kept.length, kept.at(-1)?.requestId]).toEqual([2_000, 's-1'])
})
