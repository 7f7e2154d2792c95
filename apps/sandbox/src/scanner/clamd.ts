import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { FaultBoard } from '../fault-board.ts'

const COMMAND = 'zINSTREAM\0'
/** As clamd's StreamMaxLength. */
const MAX_BYTES = 25 * 1024 * 1024
/** The test string of EICAR, which every scanner takes for a virus; put together here, so that none takes this file for one. */
export const TEST_VIRUS = [
  String.raw`X5O!P%@AP[4\PZX54(P^)7CC)7}$`,
  'EICAR-STANDARD-ANTIVIRUS',
  '-TEST-FILE!$H+H*',
].join('')

/**
 * A malware scanner on the sandbox's own port: clamd's protocol begins with a letter that no HTTP method begins with, so the first
 * bytes tell which of the two a caller speaks. It finds one virus, EICAR's.
 */
export function listenForScans(app: FastifyInstance, faults: FaultBoard): void {
  const { server } = app
  // The HTTP server knows only connections that were handed to it; those that never said a word end with the app.
  const silent = new Set<Socket>()
  app.addHook('preClose', (done) => {
    for (const socket of silent) socket.destroy()
    done()
  })
  const http = server.listeners('connection') as ((this: Server, socket: Socket) => void)[]
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    silent.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => silent.delete(socket))
    socket.once('data', (first: Buffer) => {
      silent.delete(socket)
      socket.pause()
      socket.unshift(first)
      if (first[0] === COMMAND.charCodeAt(0)) void answer(socket, faults).catch(() => socket.destroy())
      else for (const listen of http) listen.call(server, socket)
      socket.resume()
    })
  })
}

async function answer(socket: Socket, faults: FaultBoard): Promise<void> {
  if (faults.take('scanner')) return void socket.destroy()
  const parts: Buffer[] = []
  let held = Buffer.alloc(0)
  let at = COMMAND.length
  let size = 0
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    // What comes after the answer is read and thrown away, until the caller hangs up.
    if (socket.writableEnded) continue
    held = Buffer.concat([held, chunk])
    while (held.length >= at + 4 && held.length >= at + 4 + held.readUInt32BE(at)) {
      const length = held.readUInt32BE(at)
      size += length
      parts.push(held.subarray(at + 4, at + 4 + length))
      held = held.subarray(at + 4 + length)
      at = 0
      if (size > MAX_BYTES) socket.end('INSTREAM size limit exceeded. ERROR\0')
      else if (length === 0)
        socket.end(Buffer.concat(parts).includes(TEST_VIRUS) ? 'stream: Eicar-Test-Signature FOUND\0' : 'stream: OK\0')
      else continue
      break
    }
  }
}
