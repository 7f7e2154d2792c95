import { createHash, createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { aRunningSandbox } from '../testing/running.ts'
import { s3Keys } from './routes.ts'

interface Signing {
  body?: string | Uint8Array<ArrayBuffer>
  sha256?: string
  secretKey?: string
  contentType?: string
}

/** A minimal client; its path must need no escaping beyond what the caller has done. */
function s3Fetch(
  url: string,
  method: string,
  path: string,
  { body, sha256 = 'UNSIGNED-PAYLOAD', secretKey = s3Keys.secretKey, contentType }: Signing = {},
) {
  const date = `${new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, '')}`
  const scope = [date.slice(0, 8), 'cn-77', 's3', 'aws4_request']
  const { host } = new URL(url)
  const signed = 'host;x-amz-content-sha256;x-amz-date'
  const canonical = [
    method,
    path,
    '',
    `host:${host}`,
    `x-amz-content-sha256:${sha256}`,
    `x-amz-date:${date}`,
    '',
    signed,
    sha256,
  ].join('\n')
  const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest()
  const key = scope.reduce(hmac, Buffer.from(`AWS4${secretKey}`))
  const text = ['AWS4-HMAC-SHA256', date, scope.join('/'), createHash('sha256').update(canonical).digest('hex')].join(
    '\n',
  )
  const credential = `${s3Keys.accessKey}/${scope.join('/')}`
  return fetch(url + path, {
    method,
    body: body ?? null,
    headers: {
      'x-amz-date': date,
      'x-amz-content-sha256': sha256,
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signed}, Signature=${hmac(key, text).toString('hex')}`,
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
    },
  })
}

test('an object is stored, described, read, replaced and removed', async () => {
  await using sandbox = await aRunningSandbox()
  const path = '/s3/materials/2026/%E8%BA%AB%E4%BB%BD%E8%AF%81%20%281%29.json'
  const put = await s3Fetch(sandbox.url, 'PUT', path, { body: '{"a":1}', contentType: 'application/json' })
  expect([put.status, put.headers.get('etag')]).toEqual([200, '"bb6cb5c68df4652941caf652a366f2d8"'])

  const head = await s3Fetch(sandbox.url, 'HEAD', path)
  expect([head.status, head.headers.get('content-length'), head.headers.get('content-type')]).toEqual([
    200,
    '7',
    'application/json',
  ])
  const get = await s3Fetch(sandbox.url, 'GET', path)
  expect([get.status, await get.text()]).toEqual([200, '{"a":1}'])

  await s3Fetch(sandbox.url, 'PUT', path, { body: 'new' })
  expect(await (await s3Fetch(sandbox.url, 'GET', path)).text()).toBe('new')
  expect((await s3Fetch(sandbox.url, 'DELETE', path)).status).toBe(204)
  expect((await s3Fetch(sandbox.url, 'GET', path)).status).toBe(404)
  expect((await s3Fetch(sandbox.url, 'HEAD', path)).status).toBe(404)
  expect((await s3Fetch(sandbox.url, 'DELETE', path)).status).toBe(204)
})

test('a large object passes unharmed, and so does an empty one', async () => {
  await using sandbox = await aRunningSandbox()
  const bytes = Buffer.alloc(12_000_000, '政通')
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  expect(
    (await s3Fetch(sandbox.url, 'PUT', '/s3/b/large', { body: bytes, sha256, contentType: 'application/pdf' })).status,
  ).toBe(200)
  expect(bytes.equals(await (await s3Fetch(sandbox.url, 'GET', '/s3/b/large')).bytes())).toBe(true)
  expect((await s3Fetch(sandbox.url, 'PUT', '/s3/b/empty')).status).toBe(200)
  expect(await (await s3Fetch(sandbox.url, 'GET', '/s3/b/empty')).text()).toBe('')
})

test('a missing object answers as S3 does', async () => {
  await using sandbox = await aRunningSandbox()
  const reply = await s3Fetch(sandbox.url, 'GET', '/s3/b/nothing')
  expect([reply.status, reply.headers.get('content-type')]).toEqual([404, 'application/xml'])
  expect(await reply.text()).toContain('<Code>NoSuchKey</Code>')
})

test('a stranger can neither write nor read', async () => {
  await using sandbox = await aRunningSandbox()
  const forged = await s3Fetch(sandbox.url, 'PUT', '/s3/b/k', { body: 'x', secretKey: 'guess' })
  expect([forged.status, await forged.text()]).toEqual([
    403,
    expect.stringContaining('<Code>SignatureDoesNotMatch</Code>'),
  ])
  const unsigned = await fetch(`${sandbox.url}/s3/b/k`)
  expect([unsigned.status, await unsigned.text()]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')])
  expect((await s3Fetch(sandbox.url, 'GET', '/s3/b/k')).status).toBe(404)
})

test('bytes other than those signed are not kept, and the older object stays', async () => {
  await using sandbox = await aRunningSandbox()
  await s3Fetch(sandbox.url, 'PUT', '/s3/b/k', { body: 'old' })
  const sha256 = createHash('sha256').update('signed').digest('hex')
  const reply = await s3Fetch(sandbox.url, 'PUT', '/s3/b/k', { body: 'sent', sha256 })
  expect([reply.status, await reply.text()]).toEqual([
    400,
    expect.stringContaining('<Code>XAmzContentSHA256Mismatch</Code>'),
  ])
  expect(await (await s3Fetch(sandbox.url, 'GET', '/s3/b/k')).text()).toBe('old')
})

test('a key that looks like a way out is only a name, and an empty one is refused', async () => {
  await using sandbox = await aRunningSandbox()
  expect((await s3Fetch(sandbox.url, 'PUT', '/s3/b/..%2F..%2Fetc', { body: 'x' })).status).toBe(200)
  expect(await (await s3Fetch(sandbox.url, 'GET', '/s3/b/..%2F..%2Fetc')).text()).toBe('x')
  expect((await s3Fetch(sandbox.url, 'PUT', '/s3/b/')).status).toBe(400)
})
