import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** How many journeys run side by side. Each has a product of its own: what it leaves behind meets only those that come after it there. */
export const sides = Number(process.env['E2E_WORKERS'] ?? 2)

/** A fresh data folder for each run; the runner's workers inherit the one the runner made. */
const data = (process.env['E2E_DATA_DIR'] ??= mkdtempSync(path.join(tmpdir(), 'zhengtong-e2e-')))

export interface Product {
  port: number
  sandboxPort: number
  dataDir: string
  /** Everything that its processes print during the run. */
  log: string
}
export const products: Product[] = Array.from({ length: sides }, (_, side) => {
  const dataDir = path.join(data, String(side))
  return {
    // Neither the sandbox's port is taken by the next product, nor the other way round.
    port: Number(process.env['E2E_PORT'] ?? 8781) + 20 * side,
    sandboxPort: Number(process.env['E2E_SANDBOX_PORT'] ?? 8791) + 20 * side,
    dataDir,
    log: `${dataDir}.log`,
  }
})

/** The side on which this worker of the runner is; the runner itself is on the first. */
const own = products[Number(process.env['TEST_PARALLEL_INDEX'] ?? 0)]
if (!own) throw new Error('more workers than products')
export const { dataDir } = own
export const origin = `http://localhost:${own.port}`
export const sandboxOf = ({ sandboxPort }: Product) => `http://127.0.0.1:${sandboxPort}`
export const sandbox = sandboxOf(own)

const candidates = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The browser: never downloaded, always the system's own. */
export const chromium = candidates.find((file) => file !== undefined && existsSync(file)) ?? '/usr/bin/chromium'

export const screens = path.resolve(import.meta.dirname, '../../docs/screens')
