import {
  CamelCasePlugin,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
} from 'kysely'
import type pg from 'pg'
import { v7, validate } from 'uuid'
import { findSession } from '../../apps/server/src/modules/identity/session-store.ts'
import { insertCase } from '../../apps/server/src/modules/cases/submit-store.ts'
import type { Db, Schema } from '../../apps/server/src/platform/db.ts'
import type { BenchItem } from './submit.ts'

/** Uploads that the script attaches by turns, so that its clients do not wait for each other's row. */
const FILES = 2_000
const NUMBER = 'case-number'
const CODE = 'query-code'

export interface Script {
  text: string
  /** Values of the script's variables, which pgbench binds as parameters. */
  values: string[]
}

/**
 * The two statements of one submission as a pgbench script, made by the application's own functions: what it sends is
 * caught before it is sent. Parameters stay parameters; ids, numbers and files differ from turn to turn.
 */
export async function submitScript(item: BenchItem, citizen: { id: string; tokenDigest: string }): Promise<Script> {
  const sent: CompiledQuery[] = []
  const db: Db = new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (unused) => new PostgresIntrospector(unused),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    plugins: [new CamelCasePlugin()],
    log: ({ query }) => void sent.push(query),
  })
  const now = new Date()
  const fileIds = item.materials.map(() => v7())
  await findSession(db, citizen.tokenDigest, now)
  await insertCase(
    db,
    {
      kind: 'citizen',
      id: citizen.id,
      account: { name: '测试人', level: 'L2', idNumberSealed: '', phoneSealed: null },
      sessionId: '',
      requestId: 'bench',
      now,
    },
    {
      id: v7(),
      caseNumber: NUMBER,
      queryCode: CODE,
      citizenId: citizen.id,
      subjectOrganisationId: null,
      mandateId: null,
      kinshipId: null,
      kinshipKind: null,
      kinshipSubject: null,
      agentMasked: null,
      subjectDigest: null,
      subjectSealed: null,
      applicantMasked: '测**',
      itemCode: item.code,
      itemVersion: item.version,
      itemName: '测试事项',
      agencyCode: item.agencyCode,
      agencyName: '测试部门',
      receivingAgencyCode: null,
      receivingAgencyName: null,
      status: 'submitted',
      regionCode: '770101',
      // As long as the sealed answers that the application stores.
      form: Buffer.from(JSON.stringify(item.form)).toString('base64url'),
      contentDigest: '0'.repeat(64),
      submittedAt: now.toISOString(),
      receivedOn: now.toISOString().slice(0, 10),
      flow: 'standard',
      flowVersion: 1,
      alarmOn: now.toISOString().slice(0, 10),
      owed: null,
      bundle: null,
      noticeDueOn: now.toISOString().slice(0, 10),
      calendarVersion: 'bench',
    },
    item.materials.map((materialId, place) => ({ materialId, fileId: fileIds[place] ?? '' })),
    '测试人',
  )
  const values: string[] = []
  const texts = sent.map(({ sql, parameters }) =>
    sql.replaceAll(/\$(\d+)/g, (_, number: string) => {
      const value = parameters[Number(number) - 1]
      const varying = variable(value, citizen.id, fileIds)
      if (varying) return varying
      const name = `p${values.length}`
      values.push(`${name}=${literal(value)}`)
      return `:${name}`
    }),
  )
  return {
    text: `\\set a random(0, 4095)\n\\set b random(0, 1000000000000000)\n\\set f random(1, ${FILES})\n${texts.map((text) => `${text.replaceAll(/\s*\n\s*/g, ' ')};\n`).join('')}`,
    values,
  }
}

/** The expression that stands for a value that no two submissions share. */
function variable(value: unknown, citizenId: string, fileIds: string[]): string | undefined {
  if (value === null) return 'null'
  // The case and its event.
  if (typeof value === 'string' && validate(value) && value !== citizenId)
    return `(lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(:a::int), 3, '0') || '8' || lpad(to_hex(:b::bigint), 15, '0'))::uuid`
  if (value === NUMBER) return `('N' || :a::text || '-' || :b::text)`
  if (value === CODE) return `('C' || :a::text || '-' || :b::text)`
  if (Array.isArray(value) && value.every((id) => fileIds.includes(String(id))))
    return `array[${value.map((id) => fileId(fileIds.indexOf(String(id)), '(:f)::text')).join(', ')}]`
  return undefined
}

/** Text form of a value, an array as PostgreSQL writes it. */
function literal(value: unknown): string {
  return Array.isArray(value) ? `{${value.join(',')}}` : String(value)
}

/** Makes the uploads that the script attaches. */
export async function makeScriptFiles(pool: pg.Pool, item: BenchItem, citizenId: string): Promise<void> {
  for (const place of item.materials.keys()) {
    await pool.query(
      `insert into files.file (id, citizen_id, name, media_type, size, sm3, in_use, uploaded_at)
       select ${fileId(place, 'n::text')}, $1, 'a.pdf', 'application/pdf', 1000, 'bench', false, now() from generate_series(1, ${FILES}) n`,
      [citizenId],
    )
  }
}

function fileId(place: number, number: string): string {
  return `('00000000-0000-7000-8000-${String(place).padStart(4, '0')}' || lpad(${number}, 8, '0'))::uuid`
}
