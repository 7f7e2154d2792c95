import path from 'node:path'
import { defineConfig } from 'vitest/config'

/** They start real processes, each with a database of its own, or need none: a second run on another server would show nothing new. */
const ONCE = ['src/processes/*.test.ts', 'src/modules/cases/simulation.test.ts']

/** Server tests run on a real PostgreSQL: TEST_DATABASE_URL, or one that the global set-up brings up. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { test: { name: 'domain', root: 'packages/domain', include: ['src/**/*.test.ts'] } },
      { test: { name: 'ui', root: 'packages/ui', include: ['src/**/*.test.ts'] } },
      { test: { name: 'contract', root: 'packages/contract', include: ['src/**/*.test.ts'] } },
      { test: { name: 'citizen', root: 'apps/citizen', include: ['src/**/*.test.ts'] } },
      { test: { name: 'console', root: 'apps/console', include: ['src/**/*.test.ts'] } },
      { test: { name: 'bench', root: 'bench', include: ['src/**/*.test.ts'] } },
      { test: { name: 'sandbox', root: 'apps/sandbox', include: ['src/**/*.test.ts'] } },
      { test: { name: 'e2e', root: 'e2e', include: ['support/**/*.test.ts'] } },
      { test: { name: 'checks', root: 'scripts', include: ['**/*.test.ts'], testTimeout: 120_000 } },
      {
        test: {
          name: 'system',
          root: 'apps/server',
          include: ONCE,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'server',
          root: 'apps/server',
          include: ['src/**/*.test.ts'],
          exclude: ONCE,
          // Many files a process: what they share is imported and compiled once, and what a process remembers must be of one database.
          isolate: false,
          globalSetup: [path.join(import.meta.dirname, 'apps/server/src/testing/global-setup.ts')],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
