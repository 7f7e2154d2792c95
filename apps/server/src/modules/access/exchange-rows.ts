import { columns, type TableName } from '@zhengtong/contract/organisation-exchange'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Crypto } from '../../platform/crypto/index.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import * as regions from '../regions/index.ts'
import * as store from './exchange-store.ts'
import {
  changeAgency,
  changeDepartment,
  changeHall,
  createAgency,
  createDepartment,
  createHall,
} from './organisation.ts'
import { moveStaff, takeOn } from './organisation-staff.ts'
import { noteChange } from './organisation-store.ts'

type Cells = Record<string, string>
type Outcome = 'created' | 'changed' | 'same'
export interface Import {
  tx: Tx
  crypto: Crypto
  actor: StaffMember
  /** The hash of the first password that a login will get; none when it is only tried. */
  passwordHashes: ReadonlyMap<string, string>
}

/** Why a row cannot go in: the key of the column, and the reason in plain words. */
export class RowFault extends Error {
  readonly column: string
  constructor(column: string, reason: string) {
    super(reason)
    this.column = column
  }
}

/** Makes the database say what the row says: the acts of the administrator's own pages, with their rules and history. */
export const makeRow: Record<TableName, (work: Import, row: Cells) => Promise<Outcome>> = {
  agencies: makeAgency,
  departments: makeDepartment,
  halls: makeHall,
  staff: makeStaff,
}

async function makeAgency({ tx, actor }: Import, row: Cells): Promise<Outcome> {
  const { code = '', name = '', regionCode = '', level = '', address = '', hours = '', phone = '' } = row
  const parentCode = row['parentCode'] || null
  const now = await store.findRow(tx, 'agencies', row)
  if (!now) {
    await knownRegion(tx, regionCode)
    await createAgency(tx, actor, { code, name, regionCode, level, parentCode, address, hours, phone })
    return 'created'
  }
  if (now['status'] !== 'active') throw new RowFault('code', '这个机构已经撤销')
  if (now['regionCode'] !== regionCode) throw new RowFault('regionCode', `区划不能改，现在是 ${now['regionCode']}`)
  if (now['level'] !== level) throw new RowFault('level', `级别不能改，现在是 ${now['level']}`)
  const renamed = differs('agencies', row, now, ['name', 'parentCode'])
  if (renamed) await changeAgency(tx, actor, code, { name, parentCode, version: Number(now['version']) })
  const contact = differs('agencies', row, now, ['address', 'hours', 'phone'])
  if (contact) {
    await store.updateContact(tx, code, { address, hours, phone })
    await noteChange(tx, actor, { subject: code, act: 'changed', after: { address, hours } })
    await publish(tx, actor, 'agency.changed', { agencyCode: code })
  }
  return renamed || contact ? 'changed' : 'same'
}

async function makeDepartment({ tx, actor }: Import, row: Cells): Promise<Outcome> {
  const { agencyCode = '', name = '', parentName = '' } = row
  const now = await store.findRow(tx, 'departments', row)
  if (now && !differs('departments', row, now)) return 'same'
  const parentId = await department(tx, agencyCode, parentName, 'parentName')
  if (!now) await createDepartment(tx, actor, { id: newId(), agencyCode, parentId, name })
  else await changeDepartment(tx, actor, now['id'] ?? '', { name, parentId, version: Number(now['version']) })
  return now ? 'changed' : 'created'
}

async function makeHall({ tx, actor }: Import, row: Cells): Promise<Outcome> {
  const { agencyCode = '', name = '', regionCode = '', address = '', hours = '' } = row
  const now = await store.findRow(tx, 'halls', row)
  if (now && !differs('halls', row, now)) return 'same'
  const hall = { name, regionCode, address, hours, windows: windowsOf(row['windows'] ?? '') }
  if (!now) {
    await knownRegion(tx, regionCode)
    await createHall(tx, actor, { id: newId(), agencyCode, ...hall })
    return 'created'
  }
  if (now['agencyCode'] !== agencyCode) throw new RowFault('agencyCode', '这个区划已有同名的大厅，它属于另一个机构')
  await changeHall(tx, actor, { id: now['id'] ?? '', ...hall, status: 'active', version: Number(now['version']) })
  return 'changed'
}

async function makeStaff({ tx, actor, crypto, passwordHashes }: Import, row: Cells): Promise<Outcome> {
  const { login = '', name = '', agencyCode = '', departmentName = '' } = row
  const now = await store.findRow(tx, 'staff', row)
  if (now?.['inOffice'] === 'false') throw new RowFault('login', '这个账号的人已经离岗，请换一个账号')
  if (now && now['name'] !== name) throw new RowFault('name', '这个账号是另一个人的；改名请由本人所在单位另行办理')
  if (now && !differs('staff', row, now, ['agencyCode', 'departmentName'])) return 'same'
  const departmentId = await department(tx, agencyCode, departmentName, 'departmentName')
  if (!now) {
    const phone = row['phone'] || null
    const person = { id: newId(), login, name, agencyCode, departmentId, phone }
    await takeOn({ tx, crypto, actor }, person, passwordHashes.get(login) ?? '')
    return 'created'
  }
  const version = Number(now['version'])
  await moveStaff(tx, actor, now['id'] ?? '', {
    id: newId(),
    agencyCode,
    departmentId,
    on: legalDate(actor.now),
    version,
  })
  return 'changed'
}

function differs<T extends TableName>(table: T, row: Cells, now: Cells, keys = Object.keys(columns[table])): boolean {
  return keys.some((key) => (row[key] ?? '') !== (now[key] ?? '').trim())
}

async function knownRegion(tx: Tx, code: string): Promise<void> {
  const inside = await regions.subtreeOf(tx, code)
  if (inside !== 'all' && inside.size === 0) throw new RowFault('regionCode', '没有这个区划')
}

async function department(tx: Tx, agencyCode: string, name: string, column: string): Promise<string | null> {
  if (!name) return null
  const id = await store.departmentNamed(tx, agencyCode, name)
  if (!id) throw new RowFault(column, '这个机构没有这个科室，或者它已经撤销')
  return id
}

const MAX_WINDOWS = 200

/** One window a line, its business behind the colon. */
function windowsOf(text: string): { name: string; business: string }[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  if (lines.length > MAX_WINDOWS) throw new RowFault('windows', `最多 ${MAX_WINDOWS} 个窗口`)
  return lines.map((line) => {
    const [name = '', ...business] = line.split(/[：:]/)
    const window = { name: name.trim(), business: business.join('：').trim() }
    if (!window.name || window.name.length > 60 || window.business.length > 200)
      throw new RowFault('windows', '每行写成“窗口：业务”，窗口最多 60 个字，业务最多 200 个字')
    return window
  })
}
