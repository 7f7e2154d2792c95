import type { FlowMigration, MigrationPreview } from '@zhengtong/contract/flow-migrations'

export const stateWords: Record<FlowMigration['state'], string> = {
  proposed: '待确认',
  confirmed: '等待执行',
  running: '正在调整',
  done: '已完成',
  cancelled: '已取消',
}
export const stateTones: Record<FlowMigration['state'], string> = {
  proposed: 'warn',
  confirmed: 'brand',
  running: 'brand',
  done: 'ok',
  cancelled: '',
}

export const isMoving = ({ state }: Pick<FlowMigration, 'state'>) => state === 'confirmed' || state === 'running'

/** The preview in one sentence. */
export function previewWords({ total, movable }: Pick<MigrationPreview, 'total' | 'movable'>): string {
  if (total === 0) return '现在没有按这个流程办理的在办件。'
  if (movable === 0) return `${total} 件都不能调整。`
  return movable === total
    ? `${total} 件都可以调整。`
    : `${total} 件中 ${movable} 件可以调整，${total - movable} 件不调整。`
}

/** How far it has come, in one sentence. */
export function progressWords({
  state,
  total,
  moved,
  kept,
}: Pick<FlowMigration, 'state' | 'total' | 'moved' | 'kept'>) {
  const done = `已调整 ${moved} 件，没有调整 ${kept} 件`
  if (state === 'done') return `${done}。`
  return `共 ${total ?? 0} 件，${done}，还有 ${(total ?? 0) - moved - kept} 件。`
}

/** What the new flow makes of whose turn it is. */
export function ownerWords({ ownerBefore, ownerAfter }: { ownerBefore: string; ownerAfter: string }): string {
  return ownerBefore === ownerAfter ? `${ownerBefore}办理，不变` : `由${ownerBefore}改为${ownerAfter}办理`
}

/** The numbers have changed since they were shown to whoever decides. */
export function sinceProposed(
  { previewed }: Pick<FlowMigration, 'previewed'>,
  { total, movable }: Pick<MigrationPreview, 'total' | 'movable'>,
): string | null {
  if (previewed.total === total && previewed.movable === movable) return null
  return `提出时是 ${previewed.total} 件，其中 ${previewed.movable} 件可以调整；下面是现在的数字。`
}
