import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbedded } from './embedded-postgres.ts'
import { commandOf, startOf } from './operating-system.ts'

const PREFIX = 'zhengtong-scratch-'

export interface ScratchPostgres {
  url: string
  /** For files beside the database; goes with it. */
  folder: string
  stop(): Promise<void>
}

/** A PostgreSQL for one test run or measurement, fsync on like the real one; stopping it deletes it. */
export async function startScratch(): Promise<ScratchPostgres> {
  await sweep()
  const folder = await mkdtemp(path.join(tmpdir(), `${PREFIX}${process.pid}-`))
  // Started by root, the database runs as another user, who must be able to get there.
  await chmod(folder, 0o755)
  const database = await startEmbedded({ dir: path.join(folder, 'pg'), log: () => undefined })
  return {
    url: database.url,
    folder,
    async stop() {
      await database.stop()
      await rm(database.dir, { recursive: true, force: true })
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Removes what killed processes left behind. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = new RegExp(`^${PREFIX}(\\d+)-`).exec(name) ?? []
    if (!pid || (await startOf(Number(pid)))) continue
    const folder = path.join(tmpdir(), name)
    const [postmaster = ''] = (
      await readFile(path.join(folder, 'pg/data/postmaster.pid'), 'utf8').catch(() => '')
    ).split('\n')
    if (postmaster && (await commandOf(Number(postmaster))).includes(folder))
      process.kill(Number(postmaster), 'SIGQUIT')
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }).catch(() => undefined)
  }
}
