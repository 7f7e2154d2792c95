import { expect, test } from 'vitest'
import { signatureFault, type SignedRequest } from './signature.ts'

// The worked examples of the Amazon S3 API Reference, "Signature Calculations for the Authorization Header".
const keys = { accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
const now = new Date('2013-05-24T00:05:00Z')
const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

function example(method: string, url: string, signature: string, headers: Record<string, string> = {}): SignedRequest {
  const all: Record<string, string> = {
    host: 'examplebucket.s3.amazonaws.com',
    'x-amz-content-sha256': emptyHash,
    'x-amz-date': '20130524T000000Z',
    ...headers,
  }
  const signed = Object.keys(all).toSorted().join(';')
  const credential = `${keys.accessKey}/20130524/us-east-1/s3/aws4_request`
  return {
    method,
    url,
    headers: {
      ...all,
      authorization: `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${signed},Signature=${signature}`,
    },
  }
}

const get = example('GET', '/test.txt', 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41', {
  range: 'bytes=0-9',
})

test("Amazon's published examples are genuine", () => {
  const put = example('PUT', '/test%24file.text', '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd', {
    date: 'Fri, 24 May 2013 00:00:00 GMT',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
  })
  const lifecycle = example('GET', '/?lifecycle', 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543')
  const list = example(
    'GET',
    '/?max-keys=2&prefix=J',
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  )
  for (const request of [get, put, lifecycle, list]) expect(signatureFault(request, keys, now)).toBeUndefined()
})

test('any change to a signed request is noticed', () => {
  const changed: SignedRequest[] = [
    { ...get, method: 'DELETE' },
    { ...get, url: '/other.txt' },
    { ...get, url: '/test.txt?acl' },
    { ...get, url: '/%zz' },
    { ...get, headers: { ...get.headers, range: 'bytes=0-10' } },
    { ...get, headers: { ...get.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } },
  ]
  for (const request of changed) expect(signatureFault(request, keys, now)).toBe('SignatureDoesNotMatch')
  expect(signatureFault(get, { ...keys, secretKey: 'other' }, now)).toBe('SignatureDoesNotMatch')
})

test('a missing signature, another key and a wrong clock have their own codes', () => {
  expect(signatureFault({ ...get, headers: { host: 'localhost' } }, keys, now)).toBe('AccessDenied')
  expect(signatureFault(get, { ...keys, accessKey: 'other' }, now)).toBe('InvalidAccessKeyId')
  expect(signatureFault(get, keys, new Date('2013-05-24T00:16:00Z'))).toBe('RequestTimeTooSkewed')
  expect(signatureFault({ ...get, headers: { ...get.headers, 'x-amz-date': 'today' } }, keys, now)).toBe(
    'RequestTimeTooSkewed',
  )
})
