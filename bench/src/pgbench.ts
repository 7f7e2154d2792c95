import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs pgbench with one script, prepared statements, for some seconds; returns transactions a second. `values` are name=value. */
export async function pgbench(
  url: string,
  folder: string,
  name: string,
  script: string,
  clients: number,
  seconds: number,
  values: string[] = [],
): Promise<number> {
  const file = path.join(folder, `${name}.sql`)
  await writeFile(file, script)
  const { stdout } = await run('pgbench', [
    '-n',
    '-M',
    'prepared',
    '-f',
    file,
    '-c',
    String(clients),
    '-j',
    '2',
    '-T',
    String(seconds),
    ...values.flatMap((value) => ['-D', value]),
    url,
  ]).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new Error('pgbench is missing: apt-get install postgresql-contrib (or your system’s equivalent)')
    throw error
  })
  const rate = /tps = ([\d.]+)/.exec(stdout)?.[1]
  if (!rate) throw new Error(`pgbench gave no rate:\n${stdout}`)
  return Number(rate)
}
