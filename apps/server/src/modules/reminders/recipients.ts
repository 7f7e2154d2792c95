import type { Permission } from '@zhengtong/contract/access'
import type { Db } from '../../platform/db.ts'
import * as access from '../access/index.ts'
import type { RaisedAlarm } from '../cases/index.ts'

type Told = Pick<RaisedAlarm, 'level' | 'agencyCode' | 'departmentCode' | 'handlerId'>

/**
 * Who is told of an alarm. The handler of each; on the due day also the head of his department (科长), who is told already a
 * day before when nobody handles the case; once it is late also who leads the agency (分管领导) and who supervises it. What
 * was looked up is remembered for one sweep.
 */
export function recipients(db: Db, today: string) {
  const leaders = remembered(async (agencyCode: string) => {
    const staff = await access.colleaguesIn(db, [agencyCode], today)
    return staff.filter(({ rights }) => holds(rights, 'approve'))
  })
  const supervisors = remembered(async (_all: 'all') => {
    const staff = await access.staffHolding(db, 'supervise', today)
    return Promise.all(
      staff.map(async (each) => ({ id: each.id, scope: await access.scopeOf(db, each, ['supervise']) })),
    )
  })

  return async ({ level, agencyCode, departmentCode, handlerId }: Told): Promise<Set<string>> => {
    const told = new Set(handlerId ? [handlerId] : [])
    if (level === 'half' || level === 'two' || (level === 'yellow' && handlerId)) return told
    const all = await leaders(agencyCode)
    const heads = all.filter((each) => departmentCode !== null && each.departmentCode === departmentCode)
    for (const { id } of level === 'red' || heads.length === 0 ? all : heads) told.add(id)
    if (level === 'red')
      for (const { id, scope } of await supervisors('all'))
        if (scope.agencies === 'all' || scope.agencies.includes(agencyCode)) told.add(id)
    return told
  }
}

const holds = (rights: access.Colleague['rights'], permission: Permission) =>
  rights.some(({ permissions }) => permissions.includes(permission))

function remembered<Key, Value>(find: (key: Key) => Promise<Value>) {
  const known = new Map<Key, Promise<Value>>()
  return (key: Key): Promise<Value> => {
    const found = known.get(key) ?? find(key)
    known.set(key, found)
    return found
  }
}
