import { Agent, request } from 'node:http'

export interface Shot {
  method: string
  path: string
  headers?: Record<string, string>
  body?: string
}

/** Keeps `clients` requests in flight for `milliseconds`; returns requests a second and each one's duration in ms. */
export async function fire(
  origin: string,
  clients: number,
  milliseconds: number,
  next: () => Shot,
): Promise<{ rate: number; times: number[] }> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const times: number[] = []
  const start = performance.now()
  const one = async () => {
    while (performance.now() - start < milliseconds) {
      const begun = performance.now()
      await send(origin, agent, next())
      times.push(performance.now() - begun)
    }
  }
  await Promise.all(Array.from({ length: clients }, one))
  const rate = times.length / ((performance.now() - start) / 1000)
  agent.destroy()
  return { rate, times }
}

function send(origin: string, agent: Agent, { method, path, headers = {}, body }: Shot): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${origin}${path}`,
      { method, agent, headers: body ? { ...headers, 'content-length': Buffer.byteLength(body) } : headers },
      (response) => {
        let answer = ''
        const failed = (response.statusCode ?? 500) >= 400
        response.on('data', (chunk: Buffer) => {
          if (failed) answer += chunk.toString()
        })
        response.on('end', () =>
          failed ? reject(new Error(`${method} ${path}: ${response.statusCode} ${answer}`)) : resolve(),
        )
        response.on('error', reject)
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
