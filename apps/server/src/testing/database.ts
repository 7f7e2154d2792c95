import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { openPool } from '../platform/db.ts'
import { MIGRATIONS, migrate } from '../platform/migrate.ts'

const silent = pino({ level: 'silent' })
const LOCK = 7_706_232

/** The server that tests use: `TEST_DATABASE_URL`, which the global set-up fills in when nobody has. */
export function testServerUrl(): string {
  const url = process.env['TEST_DATABASE_URL']
  if (!url)
    throw new Error('TEST_DATABASE_URL is not set: run the tests through `npm test`, which brings up a database')
  return url
}

export function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.toString()
}

/** A migrated database of its own, cloned from a template in a moment, and a folder for files. Drop it after the file's tests. */
export async function createTestDatabase() {
  const server = testServerUrl()
  const template = await ensureTemplate(server)
  const name = `test_${randomBytes(8).toString('hex')}`
  const folder = await mkdtemp(path.join(tmpdir(), 'zhengtong-test-'))
  await withAdmin(server, async (admin) => {
    await admin.query(`create database ${name} template ${template}`)
  })
  return {
    url: urlOf(server, name),
    folder,
    async drop() {
      await withAdmin(server, (admin) => admin.query(`drop database if exists ${name} with (force)`))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The template of these migrations, made once by whoever comes first. */
async function ensureTemplate(server: string): Promise<string> {
  const name = `template_${await digestOfMigrations()}`
  await withAdmin(server, async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [LOCK])
    try {
      const { rowCount } = await admin.query('select 1 from pg_database where datname = $1 and datistemplate', [name])
      if (rowCount) return
      await admin.query(`drop database if exists ${name} with (force)`)
      await admin.query(`create database ${name}`)
      const pool = openPool(urlOf(server, name), { size: 2, waitMs: 60_000 }, silent)
      await migrate(pool, silent)
      await pool.end()
      await admin.query(`alter database ${name} with is_template true`)
    } finally {
      await admin.query('select pg_advisory_unlock($1)', [LOCK])
    }
  })
  return name
}

async function digestOfMigrations(): Promise<string> {
  const digest = createHash('sha256')
  for (const file of (await readdir(MIGRATIONS)).toSorted())
    digest.update(file).update(await readFile(path.join(MIGRATIONS, file)))
  return digest.digest('hex').slice(0, 16)
}

async function withAdmin<T>(server: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}
