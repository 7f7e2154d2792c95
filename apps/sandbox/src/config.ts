import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SandboxConfig {
  port: number
  /** Folder of the stored objects; made when missing. */
  directory: string
}

/** Reads SANDBOX_PORT (default 8090; 0 takes any free port) and SANDBOX_DIR. Throws on a port that is none. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): SandboxConfig {
  const port = Number(env['SANDBOX_PORT'] ?? 8090)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('SANDBOX_PORT must be a port number')
  return { port, directory: env['SANDBOX_DIR'] ?? join(tmpdir(), 'zhengtong-sandbox') }
}
