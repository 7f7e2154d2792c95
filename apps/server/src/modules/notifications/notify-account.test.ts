import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Event, EventType } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, type TestApp } from '../../testing/factories.ts'
import { notifyOfAccount } from './notify-account.ts'
import { listNotices } from './store.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

async function told(type: EventType, subject: Record<string, string>): Promise<string[]> {
  const { id } = await aCitizen(app)
  const event: Event = { id: newId(), type, subject: { citizenId: id, ...subject }, at: app.clock.now().toISOString() }
  for (let n = 0; n < 2; n += 1) await app.services.db.transaction().execute((tx) => notifyOfAccount(tx, event))
  return (await listNotices(app.services.db, { id }, { after: undefined, limit: 10 })).map(({ title }) => title)
}

test('a person is told once of a new device and of what was changed, and not of a device he knows', async () => {
  expect(await told('citizen.signed-in', { device: 'new' })).toEqual(['在新设备上登录'])
  expect(await told('citizen.signed-in', { device: 'known' })).toEqual([])
  expect(await told('citizen.phone-changed', {})).toEqual(['手机号已更换'])
  expect(await told('citizen.recovered', {})).toEqual(['账号已找回'])
  expect(await told('trusted.linked', {})).toEqual(['关联了网证'])
})
