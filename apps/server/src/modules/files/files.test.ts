import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { AddressInfo } from 'node:net'
import { buildSandbox } from '@zhengtong/sandbox/sandbox'
import { TEST_VIRUS } from '@zhengtong/sandbox/scanner/clamd'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sm3 } from '../../platform/crypto/index.ts'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anOfficer, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

let app: TestApp
let citizen: Awaited<ReturnType<typeof aCitizen>>
beforeAll(async () => {
  app = await startTestApp({ FILE_QUOTA_MB: '1' })
  citizen = await aCitizen(app)
})
afterAll(() => app.close())

/** The header of a picture of one pixel, or of as many as wanted, and nothing that could be drawn. */
const png = (size = 64, pixels = '0000000100000001') =>
  Buffer.concat([Buffer.from(`89504e470d0a1a0a0000000d49484452${pixels}`, 'hex'), Buffer.alloc(size - 24, 7)])
/** JPEG: application data first, as cameras write it, then the frame with its height and width. */
const jpeg = (frame: string) =>
  Buffer.from(`ffd8ffe10006${'00'.repeat(4)}ffc0001108${frame}03${'00'.repeat(20)}`, 'hex')
const BOUNDARY = 'zhengtong-test'
function upload(
  target: Pick<TestApp, 'app'>,
  who: { cookie: string },
  id: string,
  content: Buffer,
  name = '身份证.png',
) {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`
  const payload = Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)])
  return target.app.inject({
    method: 'PUT',
    url: `/api/v1/files/${id}`,
    headers: { cookie: who.cookie, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    payload,
  })
}

test('an upload is known by its content, digested, and downloaded as it was, by its owner only', async () => {
  const id = newId()
  const saved = await upload(app, citizen, id, png(), '../../etc/身份证.exe')
  expect(saved.json()).toMatchObject({ id, name: '身份证.exe', mediaType: 'image/png', size: 64 })
  const down = await app.app.inject({ url: `/api/v1/files/${id}`, headers: { cookie: citizen.cookie } })
  expect(down.rawPayload.equals(png())).toBe(true)
  expect(down.headers).toMatchObject({ 'content-type': 'image/png', 'cache-control': 'private, no-store' })
  expect(down.headers['content-security-policy']).toContain("default-src 'none'")
  const stranger = await aCitizen(app)
  expect((await send(app, stranger, 'GET', `/files/${id}`)).status).toBe(404)
  expect(saved.json<{ sm3: string }>().sm3).toHaveLength(sm3('').length)
})

test('the same upload again is the same file; other bytes under its id are refused', async () => {
  const id = newId()
  const [first, again] = await Promise.all([upload(app, citizen, id, png()), upload(app, citizen, id, png())])
  expect([first.statusCode, again.statusCode]).toEqual([201, 201])
  expect((await upload(app, citizen, id, png(65))).json()).toMatchObject({ type: 'urn:problem:files:id-taken' })
  expect((await upload(app, await aCitizen(app), id, png())).json()).toMatchObject({
    type: 'urn:problem:files:id-taken',
  })
})

const kinds: [string, Buffer][] = [
  ['a script', Buffer.from('<script>alert(1)</script>')],
  ['a page that calls itself a picture', Buffer.from('<!doctype html><html></html>')],
  ['a plain ZIP', Buffer.from('504b0304' + '00'.repeat(60), 'hex')],
  ['a program', Buffer.from('7f454c46' + '00'.repeat(60), 'hex')],
]
for (const [what, content] of kinds) {
  test(`${what} is refused, whatever its name`, async () => {
    expect((await upload(app, citizen, newId(), content, '照片.png')).json()).toMatchObject({
      type: 'urn:problem:files:kind-not-accepted',
      status: 415,
    })
  })
}

test('a picture that claims more pixels than a viewer can hold, or has none, is refused by its header', async () => {
  const refused = async (content: Buffer) =>
    (await upload(app, citizen, newId(), content)).json<{ type: string }>().type
  expect(await refused(png(64, '0000fafa0000fafa'))).toBe('urn:problem:files:image-too-large')
  expect(await refused(jpeg('fffffffe'))).toBe('urn:problem:files:image-too-large')
  expect(await refused(png(64, '0000000000000001'))).toBe('urn:problem:files:kind-not-accepted')
  expect(await refused(Buffer.from('89504e470d0a1a0a00', 'hex'))).toBe('urn:problem:files:kind-not-accepted')
  expect(await refused(Buffer.from(`ffd8ffe0000200${'ff'.repeat(40)}`, 'hex'))).toBe(
    'urn:problem:files:kind-not-accepted',
  )
  expect((await upload(app, citizen, newId(), jpeg('00100010'))).statusCode).toBe(201)
})

test('malware is found before anybody can ask for the file; without an answer nothing is kept; operators are told', async () => {
  const sandbox = buildSandbox()
  await sandbox.listen({ port: 0, host: '127.0.0.1' })
  const origin = `127.0.0.1:${(sandbox.server.address() as AddressInfo).port}`
  const scanned = await startTestApp({ SCANNER_URL: `tcp://${origin}` })
  try {
    const owner = await aCitizen(scanned)
    const { agency } = await aProvince(scanned)
    const operator = await anOfficer(scanned, agency.code, ['operate'])
    const alarms = async () =>
      (await send<{ kind: string }[]>(scanned, operator, 'GET', '/staff/alarms')).body.map(({ kind }) => kind)
    const infected = newId()
    const virus = Buffer.concat([png(200_000), Buffer.from(TEST_VIRUS), png(200_000)])
    expect((await upload(scanned, owner, newId(), png(400_000))).statusCode).toBe(201)
    expect(await alarms()).toEqual([])
    expect((await upload(scanned, owner, infected, virus)).json()).toMatchObject({
      status: 422,
      type: 'urn:problem:files:infected',
    })
    expect((await send(scanned, owner, 'GET', `/files/${infected}`)).status).toBe(404)
    expect(await alarms()).toEqual(['malware'])
    await fetch(`http://${origin}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ authority: 'scanner', mode: 'error' }),
    })
    const unscanned = newId()
    const answer = await upload(scanned, owner, unscanned, png())
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '60'])
    expect((await send(scanned, owner, 'GET', `/files/${unscanned}`)).status).toBe(404)
    expect(await alarms()).toEqual(['malware', 'scanner'])
    expect(await readdir(path.join(scanned.services.config.dataDir, 'uploading'))).toEqual([])
    scanned.clock.advance(25 * 3_600_000)
    expect((await alarms()).filter((kind) => kind === 'malware' || kind === 'scanner')).toEqual([])
  } finally {
    await scanned.close()
    await sandbox.close()
  }
})

test('an empty file, a missing part and a wrong content type are refused', async () => {
  expect((await upload(app, citizen, newId(), Buffer.alloc(0))).json()).toMatchObject({
    type: 'urn:problem:files:missing',
  })
  expect((await send(app, citizen, 'PUT', `/files/${newId()}`, { file: 'x' })).status).toBe(415)
})

test('a file above 20 MB is refused and leaves nothing behind', async () => {
  expect((await upload(app, citizen, newId(), png(20 * 1024 * 1024 + 1))).json()).toMatchObject({
    type: 'urn:problem:files:too-large',
    status: 413,
  })
  expect(await readdir(path.join(app.services.config.dataDir, 'uploading'))).toEqual([])
})

test('two uploads at once cannot both use the last of the quota', async () => {
  const greedy = await aCitizen(app)
  const answers = await Promise.all([1, 2, 3].map(() => upload(app, greedy, newId(), png(400 * 1024))))
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 201, 413])
})

test('a file can be deleted until it belongs to a case', async () => {
  const owner = await aCitizen(app)
  const { item } = await aProvince(app)
  const submission = await aSubmission(app, owner, item)
  const [fileId = ''] = submission.materials[0]?.fileIds ?? []
  const loose = newId()
  await upload(app, owner, loose, png())
  expect((await send(app, owner, 'DELETE', `/files/${loose}`)).status).toBe(204)
  expect((await send(app, owner, 'GET', `/files/${loose}`)).status).toBe(404)
  await send(app, owner, 'POST', '/cases', submission)
  expect((await send(app, owner, 'DELETE', `/files/${fileId}`)).body).toMatchObject({
    type: 'urn:problem:files:in-use',
  })
})

test('with S3 configured the bytes live in the object store, signed requests and all', async () => {
  const sandbox = await buildSandbox()
  await sandbox.listen({ port: 0, host: '127.0.0.1' })
  const port = (sandbox.server.address() as AddressInfo).port
  const remote = await startTestApp({
    S3_ENDPOINT: `http://127.0.0.1:${port}/s3`,
    S3_ACCESS_KEY: 'sandbox',
    S3_SECRET_KEY: 'sandbox-secret',
  })
  const owner = await aCitizen(remote)
  const id = newId()
  expect((await upload(remote, owner, id, png(5_000))).statusCode).toBe(201)
  const down = await remote.app.inject({ url: `/api/v1/files/${id}`, headers: { cookie: owner.cookie } })
  expect(down.rawPayload.equals(png(5_000))).toBe(true)
  expect((await send(remote, owner, 'DELETE', `/files/${id}`)).status).toBe(204)
  await remote.close()
  await sandbox.close()
})
