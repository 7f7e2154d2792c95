import {
  MAX_NEW_STAFF,
  TableTooLarge,
  columns,
  type ImportLine,
  type ImportReport,
  type TableName,
} from '@zhengtong/contract/organisation-exchange'
import type { StaffMember } from '../../platform/actor.ts'
import { publish } from '../../platform/events.ts'
import { hashPassword } from '../../platform/password.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { columnsOf, readTable, writeTable, type TableRow } from './exchange-file.ts'
import { RowFault, makeRow } from './exchange-rows.ts'
import * as store from './exchange-store.ts'
import { newFirstPassword } from './first-password.ts'
import { lockTree } from './organisation-store.ts'

const MAX_EXPORT_ROWS = 20_000
/** Thrown to take a trial back. */
const takeBack = new Error('nothing is to be written')

/** What is open now, as a file. Telephones of staff stay here. */
export async function exportTable(
  { db }: Pick<Services, 'db'>,
  actor: StaffMember,
  { table, format }: { table: TableName; format: 'csv' | 'xlsx' },
): Promise<Buffer> {
  const rows = await store.listTable(db, table, MAX_EXPORT_ROWS)
  if (rows.length > MAX_EXPORT_ROWS)
    throw new Problem(TableTooLarge, { detail: `超过 ${MAX_EXPORT_ROWS} 行，不能一次导出` })
  await db
    .transaction()
    .execute((tx) => publish(tx, actor, 'organisation.exported', { table, rows: String(rows.length) }))
  return writeTable(table, format, rows)
}

/**
 * Takes in a table, all of it or nothing. Without `apply` the very same work is done and taken back, so that the trial says
 * what will happen. Handed in again, it changes nothing.
 */
export async function importTable(
  { db, crypto }: Pick<Services, 'db' | 'crypto'>,
  actor: StaffMember,
  { table, file, apply }: { table: TableName; file: Buffer; apply: boolean },
): Promise<ImportReport> {
  const rows = readTable(table, file)
  const faults = faultsOf(table, rows)
  const passwords = table === 'staff' ? await firstPasswords(db, rows, apply && faults.size === 0) : new Map()
  const passwordHashes = new Map([...passwords].map(([login, { hash }]) => [login, hash]))
  const report: ImportReport = { applied: false, created: 0, changed: 0, same: 0, faults: 0, lines: [] }
  const told = (row: TableRow, act: ImportLine['act'], fault?: RowFault) => {
    const key = keyOf(table, row.cells)
    const column = fault ? titleOf(table, fault.column) : null
    report.lines.push({ line: row.line, key, act, column, reason: fault?.message ?? null, firstPassword: null })
  }
  const work = db.transaction().execute(async (tx) => {
    await lockTree(tx)
    for (const row of inOrder(table, rows)) {
      const outcome =
        faults.get(row) ?? (await makeRow[table]({ tx, crypto, actor, passwordHashes }, row.cells).catch(faultOf))
      if (outcome instanceof RowFault) {
        report.faults += 1
        told(row, 'fault', outcome)
      } else {
        report[outcome] += 1
        if (outcome !== 'same') told(row, outcome)
      }
    }
    if (!apply || report.faults > 0) throw takeBack
    const { created, changed } = report
    await publish(tx, actor, 'organisation.imported', { table, created: String(created), changed: String(changed) })
    report.applied = true
  })
  await work.catch((error: unknown) => {
    if (error !== takeBack) throw error
  })
  if (report.applied)
    for (const line of report.lines)
      if (line.act === 'created') line.firstPassword = passwords.get(line.key)?.password ?? null
  report.lines.sort((a, b) => a.line - b.line)
  return report
}

/** First passwords of those who are new; worked out one after the other, so that people who sign in need not wait. */
async function firstPasswords(db: Services['db'], rows: TableRow[], apply: boolean) {
  const passwords = new Map<string, { password: string; hash: string }>()
  const logins = [...new Set(rows.map(({ cells }) => cells['login'] ?? ''))]
  const taken = await store.takenLogins(db, logins)
  const fresh = logins.filter((login) => !taken.has(login))
  if (fresh.length > MAX_NEW_STAFF)
    throw new Problem(TableTooLarge, { detail: `一次最多新进 ${MAX_NEW_STAFF} 人，请分成几个文件` })
  if (!apply) return passwords
  for (const login of fresh) {
    const password = newFirstPassword()
    passwords.set(login, { password, hash: await hashPassword(password) })
  }
  return passwords
}

const patterns: Record<string, RegExp> = {
  code: /^[0-9A-Z]{18}$/,
  agencyCode: /^[0-9A-Z]{18}$/,
  parentCode: /^[0-9A-Z]{18}$/,
  regionCode: /^\d{6}(\d{6})?$/,
  level: /^[1-6]$/,
  phone: /^[0-9-]{5,20}$/,
  login: /^[a-z][a-z0-9._-]{2,39}$/,
  name: /^.{1,60}$/u,
  address: /^.{1,200}$/u,
  hours: /^.{1,200}$/u,
  'staff.name': /^.{1,40}$/u,
  'staff.phone': /^1\d{10}$/,
}

/** What can be seen without the database: empty and malformed cells, one key on two lines. */
function faultsOf(table: TableName, rows: TableRow[]): Map<TableRow, RowFault> {
  const faults = new Map<TableRow, RowFault>()
  const seen = new Map<string, number>()
  for (const row of rows) {
    for (const [key, { needed, note }] of columnsOf(table).toReversed()) {
      const cell = row.cells[key] ?? ''
      const pattern = patterns[`${table}.${key}`] ?? patterns[key]
      if (cell === '' && needed) faults.set(row, new RowFault(key, '不能空着'))
      else if (cell !== '' && pattern && !pattern.test(cell)) faults.set(row, new RowFault(key, `格式不对：${note}`))
    }
    const [first = ''] = Object.keys(columns[table])
    const identity = identityOf(table, row.cells)
    const before = seen.get(identity)
    if (before !== undefined && !faults.has(row)) faults.set(row, new RowFault(first, `和第 ${before} 行重复`))
    seen.set(identity, before ?? row.line)
  }
  return faults
}

/** Parents before their children, however the file has them; a circle stays as it is and is refused row by row. */
function inOrder(table: TableName, rows: TableRow[]): TableRow[] {
  const parentOf = (cells: Record<string, string>) =>
    table === 'agencies'
      ? cells['parentCode']
      : table === 'departments' && cells['parentName'] && `${cells['agencyCode']} ${cells['parentName']}`
  const byIdentity = new Map(rows.map((row) => [identityOf(table, row.cells), row]))
  const ordered = new Set<TableRow>()
  for (const row of rows) {
    const path = new Set<TableRow>()
    for (let at: TableRow | undefined = row; at && !path.has(at) && !ordered.has(at);) {
      path.add(at)
      at = byIdentity.get(parentOf(at.cells) || '')
    }
    for (const each of [...path].toReversed()) ordered.add(each)
  }
  return [...ordered]
}

function identityOf(table: TableName, cells: Record<string, string>): string {
  const keys = {
    agencies: ['code'],
    departments: ['agencyCode', 'name'],
    halls: ['regionCode', 'name'],
    staff: ['login'],
  }
  return keys[table].map((key) => cells[key]).join(' ')
}

/** Whom the report names: never a telephone. */
function keyOf(table: TableName, cells: Record<string, string>): string {
  const key = { agencies: cells['name'], departments: cells['name'], halls: cells['name'], staff: cells['login'] }[
    table
  ]
  return (key ?? '').slice(0, 60)
}

function titleOf(table: TableName, key: string): string | null {
  return columnsOf(table).find(([each]) => each === key)?.[1].title ?? null
}

/** A refusal of the act itself, told as the fault of its row. */
function faultOf(error: unknown): RowFault {
  if (error instanceof RowFault) return error
  if (!(error instanceof Problem)) throw error
  const { detail, errors } = error.extra
  return new RowFault('', errors?.[0]?.message ?? detail ?? error.kind.title)
}
