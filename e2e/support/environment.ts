import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export const port = Number(process.env['E2E_PORT'] ?? 8781)
export const sandboxPort = Number(process.env['E2E_SANDBOX_PORT'] ?? 8791)
export const origin = `http://localhost:${port}`
export const sandbox = `http://127.0.0.1:${sandboxPort}`

/** A fresh data folder for each run; the runner's workers inherit the one the runner made. */
export const dataDir = (process.env['E2E_DATA_DIR'] ??= mkdtempSync(path.join(tmpdir(), 'zhengtong-e2e-')))

/** Everything that the product's processes print during the run. */
export const log = `${dataDir}.log`

const candidates = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The browser: never downloaded, always the system's own. */
export const chromium = candidates.find((file) => file !== undefined && existsSync(file)) ?? '/usr/bin/chromium'

export const screens = path.resolve(import.meta.dirname, '../../docs/screens')
