import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { aRunningSandbox } from '../testing/running.ts'
import { TEST_VIRUS } from './clamd.ts'

function scan(url: string, content: Buffer, pieces = 3): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write('zINSTREAM\0')
  const length = Math.ceil(content.length / pieces)
  for (let at = 0; at < content.length; at += length) {
    const piece = content.subarray(at, at + length)
    const head = Buffer.alloc(4)
    head.writeUInt32BE(piece.length)
    socket.write(head)
    socket.write(piece)
  }
  socket.write(Buffer.alloc(4))
  return text(socket)
}

test('the test virus is found wherever the pieces are cut, and nothing else is; HTTP is served on the same port', async () => {
  await using sandbox = await aRunningSandbox()
  const virus = Buffer.from(`before ${TEST_VIRUS} after`)
  for (const pieces of [1, 2, 20])
    expect(await scan(sandbox.url, virus, pieces)).toBe('stream: Eicar-Test-Signature FOUND\0')
  expect(await scan(sandbox.url, Buffer.alloc(300_000, 7))).toBe('stream: OK\0')
  expect(await scan(sandbox.url, Buffer.alloc(26 * 1024 * 1024), 30)).toContain('size limit exceeded')
  expect((await sandbox.send('GET', '/healthz')).status).toBe(200)
  await sandbox.send('POST', '/faults', { authority: 'scanner', mode: 'error' })
  expect(await scan(sandbox.url, Buffer.from('x')).catch(() => '')).toBe('')
})
