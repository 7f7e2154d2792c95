import { expect, test } from 'vitest'
import { fixedPeople } from './population/fixed.ts'
import { aRunningSandbox } from './testing/running.ts'

test('the page shows everybody with all their numbers and says that they are examples', async () => {
  await using sandbox = await aRunningSandbox()
  const reply = await fetch(sandbox.url)
  const html = await reply.text()
  expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(html).toContain('示例数据')
  for (const person of fixedPeople) {
    for (const value of [person.name, person.idNumber, person.phone, person.bankCard, person.drivingFile])
      expect(html).toContain(value ?? '')
  }
})

test('a message is on the page, with markup made harmless', async () => {
  await using sandbox = await aRunningSandbox()
  const params = { item: '<script>alert(1)</script>' }
  await sandbox.send('POST', '/sms/messages', {
    requestId: 's-1',
    phone: '13800770001',
    template: 'case-submitted',
    params,
  })
  for (const path of ['/', '/inbox']) {
    const html = await (await fetch(sandbox.url + path)).text()
    expect(html).toContain('&lt;script&gt;alert(1)')
    expect(html).not.toContain('<script>alert')
  }
})
