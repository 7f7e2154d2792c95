import type { AuditAlarm, AuditState } from '@zhengtong/contract/audit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { publish } from '../../platform/events.ts'
import { systemActor } from '../../platform/jobs.ts'
import { startTestApp } from '../../testing/app.ts'
import { anOfficer, aProvince, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { signDays } from './checkpoint.ts'
import { countUnsealed } from './read-store.ts'
import { sealEvents } from './seal.ts'

// No worker runs here: it has stopped, and does a step when a test lets it.
const MINUTE = 60_000
let app: TestApp
let supervisor: { cookie: string }
let auditor: { cookie: string }
let clerk: { cookie: string }
beforeAll(async () => {
  app = await startTestApp({ AUDIT_SEAL_ALARM_MINUTES: '10', AUDIT_SIGN_ALARM_HOURS: '6' })
  const { agency } = await aProvince(app)
  supervisor = await anOfficer(app, agency.code, ['supervise'])
  auditor = await anOfficer(app, agency.code, ['audit'])
  clerk = await anOfficer(app, agency.code, ['accept'])
  await everythingSealed()
})
afterAll(() => app.close())

async function everythingSealed() {
  for (let tries = 0; tries < 600; tries += 1) {
    await sealEvents(app.services.db)
    if ((await countUnsealed(app.services.db)) === 0) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
const alarmsOf = async (who: { cookie: string }) =>
  (await send<AuditAlarm[]>(app, who, 'GET', '/staff/alarms')).body.map(({ kind }) => kind)
async function lag(step: string): Promise<number> {
  const { body } = await app.app.inject({ method: 'GET', url: '/metrics' })
  return Number(new RegExp(`^audit_lag_seconds\\{step="${step}"\\} (\\S+)$`, 'm').exec(body)?.[1])
}

test('nothing waits, nothing is late', async () => {
  expect(await alarmsOf(auditor)).toEqual([])
  expect([await lag('sealing'), await lag('signing')]).toEqual([0, 0])
})

test('when sealing stops, supervisors and auditors are told after ten minutes, the figure grows, and it ends with the sealing', async () => {
  await app.services.db
    .transaction()
    .execute((tx) => publish(tx, systemActor(app.services, 'test'), 'case.accepted', { caseId: newId() }))
  app.clock.advance(9 * MINUTE)
  expect(await alarmsOf(auditor)).toEqual([])
  app.clock.advance(2 * MINUTE)
  expect(await lag('sealing')).toBe(660)
  expect(await alarmsOf(supervisor)).toEqual(['sealing'])
  expect(await alarmsOf(auditor)).toEqual(['sealing'])
  expect(await alarmsOf(clerk)).toEqual([])
  const { body } = await send<AuditState>(app, auditor, 'GET', '/audit/state')
  expect(body.alarms).toEqual([{ kind: 'sealing', title: '审计记录没有按时封存', since: '2026-11-23T02:00:00Z' }])
  await everythingSealed()
  expect(await alarmsOf(supervisor)).toEqual([])
  expect(await lag('sealing')).toBe(0)
})

test('when signing stops, they are told six hours after the day ended', async () => {
  // A day ends at 16:00 UTC.
  app.clock.set('2026-11-23T21:59:00Z')
  expect(await alarmsOf(supervisor)).toEqual([])
  app.clock.advance(2 * MINUTE)
  expect(await alarmsOf(supervisor)).toEqual(['signing'])
  expect(await lag('signing')).toBe(6 * 3600 + 60)
  await signDays(app.services, app.clock.now())
  expect(await alarmsOf(supervisor)).toEqual([])
  expect(await lag('signing')).toBe(0)
})
