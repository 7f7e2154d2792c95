import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { AuditEvent, CaseProof, Verification } from '@zhengtong/contract/audit'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publish } from '../../platform/events.ts'
import { systemActor } from '../../platform/jobs.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anOfficer, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { signDays } from './checkpoint.ts'
import { countUnsealed } from './read-store.ts'
import { sealEvents } from './seal.ts'
import { verifyAll } from './verify.ts'

let app: TestApp
let province: Awaited<ReturnType<typeof aProvince>>
let citizen: Awaited<ReturnType<typeof aCitizen>>
let caseId: string
const days = 3
/** Seals until nothing waits: open transactions of other test databases on the same server hold the horizon back. */
async function everythingSealed(): Promise<number> {
  let sealed = 0
  for (let tries = 0; tries < 600; tries += 1) {
    sealed += await sealEvents(app.services.db)
    if ((await countUnsealed(app.services.db)) === 0) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return sealed
}
beforeAll(async () => {
  app = await startTestApp()
  province = await aProvince(app)
  citizen = await aCitizen(app)
  for (let day = 0; day < days; day += 1) {
    for (let n = 0; n < 4; n += 1) {
      const submission = await aSubmission(app, citizen, province.item)
      await send(app, citizen, 'POST', '/cases', submission)
      caseId = submission.id
    }
    app.clock.advance(86_400_000)
  }
  await everythingSealed()
  await signDays(app.services, app.clock.now())
})
afterAll(() => app.close())

test('a clean chain passes, with all days but today signed', async () => {
  const verdict = await verifyAll(app.services.db)
  expect(verdict.fault).toBeNull()
  expect(verdict.links).toBeGreaterThan(days * 4)
  expect(verdict.checkpoints).toBeGreaterThanOrEqual(days)
  expect(await sealEvents(app.services.db)).toBe(0)
})

// One row is changed in one way and put back by the rollback; every such change must be found.
type Harm = (n: number, other: number) => ReturnType<typeof sql>
const nth = (table: string, n: number) =>
  sql`(select ctid from ${sql.raw(table)} order by ${sql.raw(table === 'audit.link' ? 'stream, seq' : 'xid, id')} offset ${n} limit 1)`
const partition = (n: number) => sql`id = (select id from platform.event order by xid, id offset ${n} limit 1)`
const harms: Record<string, Harm> = {
  'an event edited: when': (n) =>
    sql`update platform.event set at = at + interval '1 microsecond' where ${partition(n)}`,
  'an event edited: who': (n) => sql`update platform.event set actor_id = 'nobody' where ${partition(n)}`,
  'an event edited: what': (n) => sql`update platform.event set type = 'case.granted2' where ${partition(n)}`,
  'an event edited: object': (n) =>
    sql`update platform.event set subject = subject || '{"caseId":"x"}' where ${partition(n)}`,
  'an event edited: for whom': (n) => sql`update platform.event set on_behalf_of = 'x' where ${partition(n)}`,
  'an event edited: result': (n) =>
    sql`update platform.event set result = 'refused' where ${partition(n)} and result = 'done'`,
  'an event deleted': (n) => sql`delete from platform.event where ${partition(n)}`,
  'an event inserted into the past': (n) =>
    sql`insert into platform.event (id, type, subject, actor_kind, actor_id, request_id, at, xid)
      select gen_random_uuid(), type, subject, actor_kind, actor_id, request_id, at, '3'::xid8 from platform.event where ${partition(n)}`,
  'a link edited': (n) => sql`update audit.link set digest = repeat('a', 64) where ctid = ${nth('audit.link', n)}`,
  'a link re-dated': (n) => sql`update audit.link set day = day - 1 where ctid = ${nth('audit.link', n)}`,
  'a link deleted': (n) => sql`delete from audit.link where ctid = ${nth('audit.link', n)}`,
  'a link inserted': (n) =>
    sql`insert into audit.link select stream, (select max(seq) + 1 from audit.link b where b.stream = a.stream), day, gen_random_uuid(), event_at, digest, hash
      from audit.link a where ctid = ${nth('audit.link', n)}`,
  'two links reordered': (n, other) =>
    sql`with two as (select stream, seq, event_id, event_at, digest, row_number() over (order by stream, seq) k from audit.link where ctid in (${nth('audit.link', n)}, ${nth('audit.link', other)}))
      update audit.link l set event_id = t.event_id, event_at = t.event_at, digest = t.digest from two f join two t on f.k <> t.k where l.stream = f.stream and l.seq = f.seq`,
  'a signature edited': () =>
    sql`update audit.checkpoint set root = repeat('0', 64) where ctid = (select ctid from audit.checkpoint limit 1)`,
  'a signature deleted': () =>
    sql`delete from audit.checkpoint where (stream, day) = (select stream, min(day) from audit.checkpoint group by stream having count(*) > 1 limit 1)`,
}

test('any single row edited, deleted, inserted or reordered is found', async () => {
  const { db } = app.services
  const { rows } = await sql<{ links: number }>`select count(*) as links from audit.link`.execute(db)
  const links = rows[0]?.links ?? 0
  // The links' event ids are unique: swapping two needs the check at the end only.
  await sql`alter table audit.link drop constraint link_event_id_key`.execute(db)
  const found = new Set<string>()
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(harms)),
      fc.nat({ max: links - 1 }),
      fc.nat({ max: links - 1 }),
      async (kind, n, other) => {
        const rollback = new Error('rollback')
        await db
          .transaction()
          .execute(async (tx) => {
            const { numAffectedRows } = await (harms[kind]?.(n, other) ?? sql`select`).execute(tx)
            if (!numAffectedRows || (kind === 'two links reordered' && n === other)) throw rollback
            found.add(kind)
            expect((await verifyAll(tx)).fault, `${kind} ${n} ${other}`).not.toBeNull()
            throw rollback
          })
          .catch((error: unknown) => {
            if (error !== rollback) throw error
          })
      },
    ),
    { numRuns: 400 },
  )
  expect([...found].toSorted()).toEqual(Object.keys(harms).toSorted())
  expect((await verifyAll(db)).fault).toBeNull()
}, 120_000)

test('an event that commits late is not missed', async () => {
  const { db } = app.services
  await everythingSealed()
  const actor = systemActor(app.services, 'test')
  let begun = () => {}
  let end = () => {}
  const inside = new Promise<void>((resolve) => (begun = resolve))
  const over = new Promise<void>((resolve) => (end = resolve))
  const slow = db.transaction().execute(async (tx) => {
    await publish(tx, actor, 'item.published', { itemCode: 'slow' })
    begun()
    await over
  })
  await inside
  await db.transaction().execute((tx) => publish(tx, actor, 'item.published', { itemCode: 'fast' }))
  // The fast one is newer than the transaction that still runs: it waits.
  expect(await sealEvents(db)).toBe(0)
  end()
  await slow
  expect(await everythingSealed()).toBe(2)
  expect((await verifyAll(db)).fault).toBeNull()
})

test('a day that is signed takes no more links', async () => {
  const { db } = app.services
  const before = new Date(app.clock.now().getTime() - 86_400_000)
  await db
    .transaction()
    .execute((tx) => publish(tx, { ...systemActor(app.services, 'test'), now: before }, 'case.accepted', { caseId }))
  expect(await everythingSealed()).toBe(1)
  expect((await verifyAll(db)).fault).toBeNull()
})

test('an applicant proves his case offline; a changed proof fails; nobody else gets it', async () => {
  const { status, body } = await send<CaseProof>(app, citizen, 'GET', `/cases/${caseId}/proof`)
  expect(status).toBe(200)
  const signed = body.events.filter(({ checkpoint }) => checkpoint)
  expect(signed.length).toBeGreaterThan(0)
  const script = path.resolve(import.meta.dirname, '../../../../../scripts/verify-proof.mjs')
  const folder = mkdtempSync(path.join(tmpdir(), 'zhengtong-proof-'))
  const run = (proof: unknown) => {
    const file = path.join(folder, 'proof.json')
    writeFileSync(file, JSON.stringify(proof))
    try {
      return execFileSync(process.execPath, [script, file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    } catch (error) {
      return String((error as { stdout: unknown }).stdout)
    }
  }
  expect(run(body)).toContain('核验通过')
  const changed = structuredClone(body)
  const [event] = changed.events
  if (event) event.canonical = event.canonical.replace('submitted', 'granted')
  expect(run(changed)).toContain('核验不通过')
  const forged = structuredClone(body)
  if (forged.events[0]?.checkpoint) forged.events[0].checkpoint.root = 'f'.repeat(64)
  expect(run(forged)).toContain('核验不通过')
  expect((await send(app, await aCitizen(app), 'GET', `/cases/${caseId}/proof`)).status).toBe(404)
})

test('an auditor sees refused sign-ins without the account, verifies, and is told what was changed', async () => {
  const auditor = await anOfficer(app, province.agency.code, ['audit'])
  for (let n = 0; n < 5; n += 1) {
    // With a pause between: more at once would cost a computed proof each.
    app.clock.advance(16 * 60_000)
    await send(app, undefined, 'POST', '/sessions', { account: citizen.phone, password: 'wrong-1234' })
  }
  const { body } = await send<{ rows: AuditEvent[] }>(app, auditor, 'GET', '/audit/events?type=citizen.sign-in-refused')
  expect(body.rows.length).toBeGreaterThanOrEqual(5)
  expect(body.rows[0]).toMatchObject({ result: 'refused', place: '127.0.0.*', title: '申请人登录失败' })
  expect(JSON.stringify(body)).not.toContain(citizen.phone)
  const anomalies = await send<{ rule: string }[]>(app, auditor, 'GET', '/audit/anomalies')
  expect(anomalies.body.map(({ rule }) => rule)).toContain('refused-sign-ins')
  const object = await send<{ rows: AuditEvent[] }>(app, auditor, 'GET', `/audit/events?objectId=${caseId}`)
  expect(object.body.rows.map(({ type }) => type)).toContain('case.submitted')

  await everythingSealed()
  const good = await send<Verification>(app, auditor, 'POST', '/audit/verifications')
  expect(good.body.fault).toBeNull()
  await sql`update platform.event set actor_id = 'x' where subject ->> 'caseId' = ${caseId}`.execute(app.services.db)
  const bad = await send<Verification>(app, auditor, 'POST', '/audit/verifications')
  expect(bad.body.fault).toMatchObject({ stream: 'case', what: '记录被改过' })
})
