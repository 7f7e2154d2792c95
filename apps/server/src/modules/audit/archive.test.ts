import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { AuditKey, AuditState } from '@zhengtong/contract/audit'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { createBlobStore } from '../../platform/blob-store.ts'
import { publish } from '../../platform/events.ts'
import { systemActor } from '../../platform/jobs.ts'
import { attachMonths } from '../../platform/partitions.ts'
import { startTestApp } from '../../testing/app.ts'
import { anOfficer, aProvince, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { archiveMonths, lostArchives } from './archive.ts'
import { listArchives } from './archive-store.ts'
import { signDays } from './checkpoint.ts'
import { readKeys } from './keys.ts'
import { countUnsealed } from './read-store.ts'
import { sealEvents } from './seal.ts'
import { verifyAll } from './verify.ts'

let app: TestApp
let auditor: { cookie: string }
let agencyCode: string
const folder = mkdtempSync(path.join(tmpdir(), 'zhengtong-archive-'))
const script = path.resolve(import.meta.dirname, '../../../../../scripts/verify-proof.mjs')

async function happens(at: string, times = 3) {
  app.clock.set(at)
  for (let n = 0; n < times; n += 1)
    await app.services.db
      .transaction()
      .execute((tx) => publish(tx, systemActor(app.services, 'test'), 'case.accepted', { caseId: newId() }))
}
async function everythingSealed() {
  for (let tries = 0; tries < 600; tries += 1) {
    await sealEvents(app.services.db)
    if ((await countUnsealed(app.services.db)) === 0) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
async function partitions() {
  const { rows } = await sql<{ name: string }>`select inhrelid::regclass::text as name from pg_inherits
    where inhparent = 'platform.event'::regclass`.execute(app.services.db)
  return rows.map(({ name }) => name)
}
function verifyOffline(bytes: Buffer, ...options: string[]): string {
  const file = path.join(folder, 'file.zip')
  writeFileSync(file, bytes)
  try {
    return execFileSync(process.execPath, [script, file, ...options], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  } catch (error) {
    return String((error as { stdout: unknown }).stdout)
  }
}
async function bytesOf(fileKey: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of await createBlobStore(app.services.config).read(fileKey)) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

beforeAll(async () => {
  app = await startTestApp({ AUDIT_RETENTION_MONTHS: '6' })
  const province = await aProvince(app)
  agencyCode = province.agency.code
  auditor = await anOfficer(app, agencyCode, ['audit'])
  const client = await app.services.pool.connect()
  for (const month of ['2026-01-15', '2026-05-15']) await attachMonths(client, new Date(month))
  client.release()
  await happens('2026-01-05T02:00:00Z')
  await happens('2026-01-06T02:00:00Z')
  // The last hours of January (UTC) belong to the first day of February in Shanghai, as do those that follow.
  await happens('2026-01-31T20:00:00Z')
  await happens('2026-02-01T03:00:00Z')
  await happens('2026-04-10T03:00:00Z')
  await happens('2026-11-23T02:00:00Z')
}, 120_000)
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await app.close()
})

test('a retention below six months is refused', async () => {
  await expect(startTestApp({ AUDIT_RETENTION_MONTHS: '5' })).rejects.toThrow('AUDIT_RETENTION_MONTHS')
})

test('a month that is not all sealed and signed stays', async () => {
  expect(await archiveMonths(app.services)).toEqual([])
  await everythingSealed()
  expect(await archiveMonths(app.services)).toEqual([])
  expect(await partitions()).toContain('platform.event_2026_01')
})

test('a run that is killed after the export is taken up again; whole months leave, and the chain is still proven', async () => {
  const { services } = app
  await signDays(services, app.clock.now())
  const before = await verifyAll(services.db)
  expect(before.fault).toBeNull()

  // The kill: the file is written and recorded, the partition can not be detached.
  const holder = await services.pool.connect()
  await holder.query('begin; lock table platform.event_2026_01 in access share mode')
  await expect(archiveMonths(services)).rejects.toThrow(/lock timeout/)
  await holder.query('rollback')
  holder.release()
  const [exported] = await listArchives(services.db)
  expect(exported).toMatchObject({
    month: '2026-01-01',
    events: 9,
    firstDay: '2026-01-05',
    lastDay: '2026-02-01',
    detachedAt: null,
  })
  expect((await verifyAll(services.db)).fault).toBeNull()

  expect(await archiveMonths(services)).toEqual(['2026-01-01', '2026-02-01', '2026-04-01'])
  const rows = await listArchives(services.db)
  expect(rows[0]?.fileKey).toBe(exported?.fileKey)
  expect(rows.map(({ month, events }) => [month, events])).toEqual([
    ['2026-01-01', 9],
    ['2026-02-01', 3],
    ['2026-04-01', 3],
  ])
  expect(await partitions()).not.toContain('platform.event_2026_01')
  expect(await partitions()).toContain('platform.event_2026_05')
  expect(await archiveMonths(services)).toEqual([])
  await everythingSealed()
  const after = await verifyAll(services.db)
  expect(after).toMatchObject({ fault: null, checkpoints: before.checkpoints })
  // Only the archiving itself is new: three events.
  expect(after.links).toBe(before.links + 3)
  expect(await lostArchives(services)).toEqual([])
  expect(readdirSync(path.join(services.config.dataDir, 'uploading'))).toEqual([])
  const { body } = await send<AuditState>(app, auditor, 'GET', '/audit/state')
  expect(body.archives.map(({ month }) => month)).toEqual(['2026-01', '2026-02', '2026-04'])
})

test('two runs at the same time archive once, and write an export anew whose file is lost', async () => {
  await happens('2026-05-10T03:00:00Z')
  app.clock.set('2026-12-23T02:00:00Z')
  await everythingSealed()
  await signDays(app.services, app.clock.now())
  const lost = newId()
  await sql`insert into audit.archive select '2026-05-01', first_day, last_day, 1, ${lost}, file_size, file_digest, key_id, signature, made_at, null
    from audit.archive where month = '2026-04-01'`.execute(app.services.db)
  const both = await Promise.all([archiveMonths(app.services), archiveMonths(app.services)])
  expect(both.flat()).toEqual(['2026-05-01'])
  const may = (await listArchives(app.services.db)).at(-1)
  expect(may).toMatchObject({ month: '2026-05-01', events: 3 })
  expect(may?.fileKey).not.toBe(lost)
  await everythingSealed()
  expect((await verifyAll(app.services.db)).fault).toBeNull()
})

test('an archived month is verified offline from its file alone', async () => {
  const [january, february] = await listArchives(app.services.db)
  expect(verifyOffline(await bytesOf(january?.fileKey ?? ''))).toContain(
    '核验通过：2026-01-05 至 2026-02-01，12 条记录',
  )
  // The first hours of 1 February left with January.
  expect(verifyOffline(await bytesOf(february?.fileKey ?? ''))).toMatch(/核验通过：.*3 条只有摘要/)
})

// What somebody with the database's password could do to hide that events are gone.
const hiding: Record<string, ReturnType<typeof sql>> = {
  'an archive made up for a month that was cleared': sql`with gone as (delete from platform.event where at >= '2026-11-01' and at < '2026-12-01' returning 1)
    insert into audit.archive select '2026-11-01', '2026-11-23', '2026-11-23', (select count(*) from gone), file_key, file_size, file_digest, key_id, signature, made_at, detached_at from audit.archive limit 1`,
  'an archive said to be larger': sql`update audit.archive set events = events + 1 where month = '2026-01-01'`,
  'an archive deleted': sql`delete from audit.archive where month = '2026-02-01'`,
  'links of an archived month cut off': sql`delete from audit.link where event_at >= '2026-01-01' and event_at < '2026-02-01'`,
  'a digest of an archived event changed': sql`update audit.link set digest = repeat('a', 64) where event_at < '2026-01-06'`,
}
for (const [what, harm] of Object.entries(hiding)) {
  test(`verification finds ${what}`, async () => {
    const rollback = new Error('rollback')
    await app.services.db
      .transaction()
      .execute(async (tx) => {
        const { numAffectedRows } = await harm.execute(tx)
        expect(Number(numAffectedRows)).toBeGreaterThan(0)
        expect((await verifyAll(tx)).fault).not.toBeNull()
        throw rollback
      })
      .catch((error: unknown) => {
        if (error !== rollback) throw error
      })
  })
}

test('an auditor takes away signed days; a file with one changed byte is refused; it is written down', async () => {
  const take = (from: string, to: string, who = auditor) =>
    app.app.inject({
      method: 'POST',
      url: '/api/v1/audit/exports',
      headers: { cookie: who.cookie },
      payload: { from, to },
    })
  const answer = await take('2026-11-01', '2026-12-23')
  expect(answer.statusCode).toBe(200)
  const bytes = answer.rawPayload
  expect(verifyOffline(bytes)).toMatch(/核验通过：2026-11-01 至 2026-12-23/)

  const keys = path.join(folder, 'keys.json')
  const published = await send<{ keys: AuditKey[] }>(app, undefined, 'GET', '/audit/keys')
  expect(published.status).toBe(200)
  expect(JSON.stringify(published.body)).not.toMatch(/private|sealed/i)
  writeFileSync(keys, JSON.stringify(published.body))
  expect(verifyOffline(bytes, '--key', keys)).toContain('核验通过')
  for (let n = 0; n < 40; n += 1) {
    const changed = Buffer.from(bytes)
    const at = n < 20 ? Math.floor((n / 20) * bytes.length) : bytes.length - 1 - (n - 20) * 9
    changed[at] = (changed[at] ?? 0) ^ (1 << (n % 8))
    expect(verifyOffline(changed, '--key', keys), `byte ${at}`).toContain('核验不通过')
  }
  expect(verifyOffline(bytes.subarray(0, -1), '--key', keys)).toContain('核验不通过')

  // A key that nobody published: neither the file nor the database is believed.
  const strange = { ...published.body, keys: published.body.keys.map((key) => ({ ...key, id: newId() })) }
  writeFileSync(keys, JSON.stringify(strange))
  expect(verifyOffline(bytes, '--key', keys)).toContain('没有编号为')
  expect((await verifyAll(app.services.db, readKeys(JSON.stringify(published.body)))).fault).toBeNull()
  expect((await verifyAll(app.services.db, readKeys(JSON.stringify(strange)))).fault).not.toBeNull()

  const { rows } = await sql<{
    subject: object
  }>`select subject from platform.event where type = 'audit.exported'`.execute(app.services.db)
  expect(rows).toEqual([{ subject: { from: '2026-11-01', to: '2026-12-23' } }])
  expect((await take('2026-12-01', '2026-11-01')).json()).toMatchObject({ errors: [{ path: '/to' }] })
  expect((await take('2026-02-30', '2026-03-01')).json()).toMatchObject({ errors: [{ path: '/from' }] })
  expect((await take('2020-01-01', '2020-01-02')).statusCode).toBe(404)
  expect((await take('2026-11-01', '2026-12-23', await anOfficer(app, agencyCode, ['supervise']))).statusCode).toBe(403)
})

test('a lost archive is found', async () => {
  const [january] = await listArchives(app.services.db)
  await createBlobStore(app.services.config).remove(january?.fileKey ?? '')
  expect(await lostArchives(app.services)).toEqual(['2026-01'])
})
