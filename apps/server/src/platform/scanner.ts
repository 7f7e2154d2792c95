import { createReadStream } from 'node:fs'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'

const CHUNK = 64 * 1024
const TIMEOUT_MS = 30_000

/** The scanner gave no answer, or one that is neither yes nor no. */
export class NotScanned extends Error {}

/**
 * Asks a malware scanner that speaks clamd's protocol (`INSTREAM` over TCP) about a file; answers what it found, undefined for
 * nothing. `url` is `tcp://host:port`. Throws `NotScanned`: no answer is never taken for a good one.
 */
export async function scanFile(url: string, file: string): Promise<string | undefined> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const stop = () => socket.destroy(new NotScanned('no answer in time'))
  signal.addEventListener('abort', stop)
  try {
    const sent = pipeline(Readable.from(frames(file)), socket, { end: false, signal })
    const [, answer] = await Promise.all([sent, text(socket)])
    const [, found] = /^stream: (?:OK|([\x20-\x7e]{1,200}) FOUND)\0?\n?$/.exec(answer) ?? fail(answer)
    return found
  } catch (error) {
    throw error instanceof NotScanned ? error : new NotScanned('the scanner cannot be asked', { cause: error })
  } finally {
    signal.removeEventListener('abort', stop)
    socket.destroy()
  }
}

function fail(answer: string): never {
  throw new NotScanned(`the scanner said: ${answer.slice(0, 100)}`)
}

/** The command, the file in pieces with their lengths before them, and a piece without length. */
async function* frames(file: string): AsyncGenerator<Buffer> {
  yield Buffer.from('zINSTREAM\0')
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
    yield Buffer.concat([lengthOf(chunk.length), chunk])
  }
  yield lengthOf(0)
}

function lengthOf(size: number): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(size)
  return head
}
