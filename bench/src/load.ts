import { connect, type Socket } from 'node:net'

export interface Shot {
  method: string
  path: string
  headers?: Record<string, string>
  body?: string
}

/**
 * Keeps `clients` requests in flight for `milliseconds`; returns requests a second and each one's duration in ms. It writes
 * and reads HTTP/1.1 on plain sockets: generator and server share the processors, and node:http would take a quarter of a
 * millisecond a request from what is measured. Any answer of 400 and above ends the measurement with an error.
 */
export async function fire(
  origin: string,
  clients: number,
  milliseconds: number,
  next: () => Shot,
): Promise<{ rate: number; times: number[] }> {
  const times: number[] = []
  const start = performance.now()
  const one = async () => {
    const connection = new Connection(origin)
    try {
      while (performance.now() - start < milliseconds) {
        const begun = performance.now()
        await connection.send(next())
        times.push(performance.now() - begun)
      }
    } finally {
      connection.end()
    }
  }
  await Promise.all(Array.from({ length: clients }, one))
  return { rate: times.length / ((performance.now() - start) / 1000), times }
}

/** One keep-alive connection, one request at a time, for callers whose requests follow one another. It knows answers with a length only; those in chunks are an error. */
export class Connection {
  readonly #socket: Socket
  readonly #host: string
  #received: Buffer = Buffer.alloc(0)
  #shot: Shot = { method: '', path: '' }
  #settle: { resolve: () => void; reject: (error: Error) => void } | undefined

  constructor(origin: string) {
    const { hostname, port, host } = new URL(origin)
    this.#host = host
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true })
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk))
    this.#socket.on('error', (error) => this.#settle?.reject(error))
    this.#socket.on('close', () => this.#settle?.reject(new Error('the server closed the connection')))
  }

  send(shot: Shot): Promise<void> {
    const { method, path, headers = {}, body = '' } = shot
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    const length = body ? `content-length: ${Buffer.byteLength(body)}\r\n` : ''
    this.#shot = shot
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
      this.#socket.write(`${method} ${path} HTTP/1.1\r\nhost: ${this.#host}\r\n${lines.join('')}${length}\r\n${body}`)
    })
  }

  end() {
    this.#settle = undefined
    this.#socket.destroy()
  }

  #take(chunk: Buffer) {
    this.#received = this.#received.length ? Buffer.concat([this.#received, chunk]) : chunk
    const head = this.#received.indexOf('\r\n\r\n')
    if (head === -1) return
    const headers = this.#received.toString('latin1', 0, head)
    const status = Number(headers.slice(9, 12))
    const length = /\r\ncontent-length: (\d+)/i.exec(headers)?.[1]
    const { method, path } = this.#shot
    if (!length && status !== 204)
      return this.#settle?.reject(new Error(`${method} ${path}: an answer without a length`))
    const end = head + 4 + Number(length ?? 0)
    if (this.#received.length < end) return
    const body = this.#received.toString('utf8', head + 4, end)
    this.#received = this.#received.subarray(end)
    if (status >= 400) this.#settle?.reject(new Error(`${method} ${path}: ${status} ${body}`))
    else this.#settle?.resolve()
  }
}
