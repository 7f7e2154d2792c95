import { execFile } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { sealerOf } from './sealing.ts'

/** The key-encryption key: wraps data keys, and may live outside this process (an HSM). */
export interface Kek {
  wrap(dataKey: Buffer): Promise<string>
  unwrap(wrapped: string): Promise<Buffer>
}

const COMMAND_TIMEOUT_MS = 10_000

/** The key-encryption key that the configuration names: an outside command, a file, or one derived from the secret key. */
export function openKek({ secretKey, kekFile, kekCommand }: KekConfig): Kek {
  if (kekCommand) return commandKek(kekCommand)
  if (kekFile && (statSync(kekFile).mode & 0o077) !== 0)
    throw new Error('KEK_FILE may be read by its owner only (chmod 600)')
  const secret = kekFile ? readFileSync(kekFile) : secretKey
  if (secret.length < 32) throw new Error('KEK_FILE must hold at least 32 bytes')
  const sealer = sealerOf('kek', secret)
  return {
    wrap: (dataKey) => Promise.resolve(sealer.seal(dataKey)),
    unwrap: (wrapped) => Promise.resolve(sealer.open(wrapped)),
  }
}

export interface KekConfig {
  secretKey: string
  kekFile: string
  kekCommand: string
}

/** Runs `COMMAND… wrap` or `COMMAND… unwrap` without a shell: base64 on stdin, base64 or the wrapped text on stdout. */
function commandKek(command: string): Kek {
  const [file = '', ...args] = command.split(/\s+/)
  const ask = (act: 'wrap' | 'unwrap', input: string) =>
    new Promise<string>((resolve, reject) => {
      const child = execFile(file, [...args, act], { timeout: COMMAND_TIMEOUT_MS }, (error, stdout) => {
        // The error's own text could carry what the command printed.
        if (error || !stdout.trim()) reject(new Error(`KEK_COMMAND could not ${act} a data key`))
        else resolve(stdout.trim())
      })
      child.stdin?.on('error', () => undefined)
      child.stdin?.end(input)
    })
  return {
    wrap: (dataKey) => ask('wrap', dataKey.toString('base64')),
    unwrap: async (wrapped) => Buffer.from(await ask('unwrap', wrapped), 'base64'),
  }
}
