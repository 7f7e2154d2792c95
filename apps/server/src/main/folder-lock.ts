import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { startOf } from '../platform/operating-system.ts'

export type FolderLock =
  | {
      taken: true
      /** A system that had not been stopped held it before. */ afterCrash: boolean
      release(): Promise<void>
    }
  | { taken: false; holder: number }

/** Takes a data folder for this process alone. The lock of a process that is gone is taken over. */
export async function takeFolder(folder: string): Promise<FolderLock> {
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, 'running.pid')
  const mine = `${process.pid} ${await startOf(process.pid)}`
  for (let afterCrash = false; ; afterCrash = true) {
    const wrote = await writeFile(file, mine, { flag: 'wx' }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
        throw error
      },
    )
    if (wrote) return { taken: true, afterCrash, release: () => rm(file, { force: true }) }
    const [pid = '', ...start] = (await readFile(file, 'utf8').catch(() => '')).split(' ')
    const now = await startOf(Number(pid) || 0)
    if (now && now === start.join(' ')) return { taken: false, holder: Number(pid) }
    await rm(file, { force: true })
  }
}
