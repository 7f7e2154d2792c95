import type { Db } from '../../platform/db.ts'
import type { Item } from './items.ts'
import { listSuccessors } from './list-store.ts'

/** Who does now what an item that has ended did; none for one that goes on. */
export async function successorsOf(db: Db, { code, state }: Pick<Item, 'code' | 'state'>, at: Date) {
  return state === 'cancelled' ? listSuccessors(db, code, at) : []
}

/** Why nobody can apply for the item here, in words that say what to do instead; null: he can. */
export async function closedBecause(db: Db, item: Item, at: Date): Promise<string | null> {
  if (item.state === 'suspended') return '这个事项已暂停办理，恢复时间请咨询办理部门'
  if (item.state === 'in-force') return item.applicable ? null : '这个事项暂未开通网上申请，请到窗口办理'
  const names = (await successorsOf(db, item, at)).map(({ name, agencyName }) => `“${name}”（${agencyName}）`)
  return names.length ? `这个事项已取消，现在请办理${names.join('、')}` : '这个事项已取消'
}
