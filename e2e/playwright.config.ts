import { defineConfig } from '@playwright/test'
import { execPath } from 'node:process'
import { chromium, origin, products, sides } from './support/environment.ts'

/**
 * Real Chromium against the real product: its own database, worker and sandbox, in a data folder of its own; as many of them as
 * journeys run side by side.
 */
export default defineConfig({
  testDir: '.',
  // What the journeys have left behind is looked through after the last of them, whichever were run.
  projects: [
    { name: 'journeys', testMatch: '*.spec.ts', testIgnore: 'leaks.spec.ts', teardown: 'leaks' },
    { name: 'leaks', testMatch: 'leaks.spec.ts' },
  ],
  outputDir: '../test-results',
  fullyParallel: false,
  workers: sides,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? [['list'], ['json']] : 'list',
  use: {
    baseURL: origin,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 390, height: 844 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: products.map(({ port, sandboxPort, dataDir, log }) => ({
    command: `mkdir -p "${dataDir}" && exec "${execPath}" ../apps/server/src/main/all.ts >"${log}" 2>&1`,
    url: `http://localhost:${port}/readyz`,
    timeout: 120_000,
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 15_000 },
    reuseExistingServer: false,
    env: {
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      DATA_DIR: dataDir,
      DATABASE_URL: '',
      RATE_LIMIT: '100000',
      RATE_LIMIT_SIGN_IN: '100000',
      LOG_LEVEL: 'debug',
    },
  })),
})
