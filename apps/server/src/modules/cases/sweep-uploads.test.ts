import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anUpload, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { sweepUploads } from './sweep-uploads.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

test('an upload that nothing names is gone after a day; those of cases, drafts and the vault stay', async () => {
  const province = await aProvince(app)
  const citizen = await aCitizen(app)
  const submission = await aSubmission(app, citizen, province.item)
  await send(app, citizen, 'POST', '/cases', submission)
  const other = await aSubmission(app, citizen, province.item)
  const { id, ...draft } = other
  expect((await send(app, citizen, 'PUT', `/drafts/${id}`, draft)).status).toBeLessThan(300)
  const [left, kept, young] = [
    await anUpload(app, citizen.id),
    await anUpload(app, citizen.id),
    await anUpload(app, citizen.id),
  ]
  await sql`update files.file set kept = true where id = ${kept}`.execute(app.services.db)
  const old = new Date(app.clock.now().getTime() - 25 * 3600_000).toISOString()
  await sql`update files.file set uploaded_at = ${old}::timestamptz where id <> ${young}`.execute(app.services.db)
  const idsNow = async () =>
    (await sql<{ id: string }>`select id from files.file`.execute(app.services.db)).rows.map((row) => row.id)
  const before = await idsNow()
  for (let n = 0; n < 2; n += 1) await sweepUploads(app.services)
  expect(before.filter((each) => each !== left).toSorted()).toEqual((await idsNow()).toSorted())
})
