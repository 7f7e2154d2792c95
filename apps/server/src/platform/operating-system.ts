import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The command line of a process; empty when it is gone. */
export async function commandOf(pid: number): Promise<string> {
  if (process.platform === 'linux')
    return readFile(`/proc/${pid}/cmdline`, 'utf8').then(
      (line) => line.replaceAll('\0', ' '),
      () => '',
    )
  return ps(pid, 'command')
}

/**
 * When a process started, as a text that no later process with the same number repeats; empty when it is gone. Process
 * numbers come again soon, above all in a container that was started anew.
 */
export async function startOf(pid: number): Promise<string> {
  if (process.platform !== 'linux') return ps(pid, 'lstart')
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The name, in parentheses, may hold anything; field 22 counts from before it.
  return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

async function ps(pid: number, field: string): Promise<string> {
  return run('ps', ['-o', `${field}=`, '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  )
}

/** A free port: `wanted` where it is free, any other where not; on the loopback address unless `host` says otherwise. */
export async function freePort(wanted = 0, host = '127.0.0.1'): Promise<number> {
  if (wanted && (await isFree(wanted, host))) return wanted
  return listen(0, host)
}

/** Whether nobody listens on the port. */
export function isFree(port: number, host: string): Promise<boolean> {
  return listen(port, host).then(
    () => true,
    () => false,
  )
}

function listen(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port')),
      )
    })
  })
}
