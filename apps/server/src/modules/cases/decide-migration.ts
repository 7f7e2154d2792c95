import type { Permission } from '@zhengtong/contract/access'
import {
  MigrationDecided,
  MigrationDiffers,
  MigrationNotFound,
  MigrationOpen,
  MigrationStale,
  NothingToMove,
  SecondPersonConfirms,
  type FlowMigration,
  type MigrationPreview,
} from '@zhengtong/contract/flow-migrations'
import { NotAllowed } from '@zhengtong/contract/problem'
import { flowOf } from '@zhengtong/domain/flows'
import type { StaffMember } from '../../platform/actor.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { addJob } from '../../platform/jobs.ts'
import { Problem } from '../../platform/problem.ts'
import { scopeOf, type Scope } from '../access/index.ts'
import * as store from './migration-store.ts'
import { RUN_JOB } from './run-migrations.ts'
import { flowRef, moveOf, previewMove, type Asked } from './preview-migration.ts'

/** Who writes an item's guide proposes for its cases, the service office confirms; both see what is in their scope. */
export const PROPOSES = 'catalogue-edit' satisfies Permission
export const CONFIRMS = 'catalogue-approve-office' satisfies Permission

/** How far the officer reaches for this: whole agencies, as with the guides themselves. */
export async function migrationScope(
  db: Db,
  officer: StaffMember,
  wanted: readonly Permission[] = [PROPOSES, CONFIRMS],
) {
  return { ...(await scopeOf(db, officer, wanted)), department: null, own: null }
}

/**
 * Keeps a proposal until a second person confirms; no case changes. The preview that the proposer saw must still hold. The
 * client's id makes it idempotent.
 */
export async function proposeMigration(
  db: Db,
  officer: StaffMember,
  { id, fingerprint, reason, ...asked }: Asked & { id: string; fingerprint: string; reason: string },
): Promise<FlowMigration> {
  const scope = await migrationScope(db, officer, [PROPOSES])
  const known = await store.findMigration(db, scope, id)
  if (known && !isSame(known, officer, asked)) throw new Problem(MigrationDiffers)
  if (known) return shown(db, known, officer)
  const { from: _from, to, ...source } = await moveOf(db, scope, asked, officer.now)
  await db.transaction().execute(async (tx) => {
    const preview = await currentPreview(tx, scope, asked, officer.now, fingerprint)
    const kept = await store.insertMigration(tx, {
      ...source,
      id,
      toFlow: to.code,
      toVersion: to.version,
      state: 'proposed',
      reason,
      fingerprint,
      previewedTotal: preview.total,
      previewedMovable: preview.movable,
      proposedBy: officer.id,
      proposedAt: officer.now.toISOString(),
      decidedBy: null,
      decidedAt: null,
      note: null,
      total: null,
      moved: 0,
      kept: 0,
      finishedAt: null,
    })
    if (!kept) {
      const taken = await store.findMigration(tx, scope, id)
      if (taken && isSame(taken, officer, asked)) return
      const other = taken ? null : await store.openMigrationOf(tx, asked.itemCode)
      throw new Problem(other ? MigrationOpen : MigrationDiffers)
    }
    await publish(tx, officer, 'flow-migration.proposed', { migrationId: id })
  })
  return shown(db, await found(db, scope, id), officer)
}

const isSame = (row: store.MigrationRow, { id }: StaffMember, { itemCode, flow, flowVersion }: Asked) =>
  row.proposedBy === id && row.itemCode === itemCode && row.fromFlow === flow && row.fromVersion === flowVersion

/** The preview as it is now; whoever decides has seen these very numbers. */
async function currentPreview(tx: Tx, scope: Scope, asked: Asked, now: Date, seen: string): Promise<MigrationPreview> {
  const preview = await previewMove(tx, scope, await moveOf(tx, scope, asked, now))
  if (preview.fingerprint !== seen) throw new Problem(MigrationStale)
  if (preview.movable === 0) throw new Problem(NothingToMove)
  return preview
}

/** Confirms what somebody else proposed: which cases are moved is fixed now, and the worker begins. */
export async function confirmMigration(
  db: Db,
  officer: StaffMember,
  { id, fingerprint }: { id: string; fingerprint: string },
): Promise<FlowMigration> {
  const scope = await migrationScope(db, officer, [CONFIRMS])
  await db.transaction().execute(async (tx) => {
    const row = await store.lockMigration(tx, scope, id)
    if (!row) throw new Problem(MigrationNotFound)
    if (row.state !== 'proposed' && row.state !== 'cancelled' && row.decidedBy === officer.id) return
    if (row.state !== 'proposed') throw new Problem(MigrationDecided)
    if (row.proposedBy === officer.id) throw new Problem(SecondPersonConfirms)
    const { to } = await currentPreview(tx, scope, askedOf(row), officer.now, fingerprint)
    if (to.code !== row.toFlow || to.version !== row.toVersion)
      throw new Problem(MigrationStale, { detail: `办事指南现在用的是“${to.name}”，请撤回后重新提出` })
    const total = await store.listForMoving(tx, row)
    await store.updateMigration(tx, id, { state: 'confirmed', total, ...decision(officer) })
    await publish(tx, officer, 'flow-migration.confirmed', { migrationId: id })
    await addJob(tx, RUN_JOB, {}, { key: RUN_JOB })
  })
  return shown(db, await found(db, scope, id), officer)
}

/** Takes back one's own proposal, or does not confirm another's. Nothing has been moved yet. */
export async function cancelMigration(
  db: Db,
  officer: StaffMember,
  { id, note }: { id: string; note: string },
): Promise<FlowMigration> {
  const scope = await migrationScope(db, officer)
  await db.transaction().execute(async (tx) => {
    const row = await store.lockMigration(tx, scope, id)
    if (!row) throw new Problem(MigrationNotFound)
    if (row.proposedBy !== officer.id && !(await mayConfirm(tx, officer, row))) throw new Problem(NotAllowed)
    if (row.state === 'cancelled' && row.decidedBy === officer.id) return
    if (row.state !== 'proposed') throw new Problem(MigrationDecided)
    await store.updateMigration(tx, id, { state: 'cancelled', note, ...decision(officer) })
    await publish(tx, officer, 'flow-migration.cancelled', { migrationId: id })
  })
  return shown(db, await found(db, scope, id), officer)
}

const decision = ({ id, now }: StaffMember) => ({ decidedBy: id, decidedAt: now.toISOString() })
export const askedOf = ({ itemCode, fromFlow: flow, fromVersion: flowVersion }: store.MigrationRow): Asked => ({
  itemCode,
  flow,
  flowVersion,
})

async function mayConfirm(db: Db, officer: StaffMember, { agencyCode }: store.MigrationRow): Promise<boolean> {
  const { agencies } = await migrationScope(db, officer, [CONFIRMS])
  return agencies === 'all' || agencies.includes(agencyCode)
}

export async function found(db: Db, scope: Scope, id: string): Promise<store.NamedMigration> {
  const row = await store.findMigration(db, scope, id)
  if (!row) throw new Problem(MigrationNotFound)
  return row
}

/** As officers see it, with what this one may do now. */
export async function shown(db: Db, row: store.NamedMigration, officer: StaffMember): Promise<FlowMigration> {
  const { fromFlow, fromVersion, toFlow, toVersion, previewedTotal, previewedMovable, proposerName, deciderName } = row
  const isOwn = row.proposedBy === officer.id
  const confirms = row.state === 'proposed' && (await mayConfirm(db, officer, row))
  const actions: FlowMigration['actions'] = []
  if (confirms && !isOwn) actions.push('confirm')
  if (row.state === 'proposed' && (confirms || isOwn)) actions.push('cancel')
  const { id, itemCode, itemName, agencyName, state, reason, total, moved, kept, note } = row
  return {
    id,
    itemCode,
    itemName,
    agencyName,
    state,
    reason,
    total,
    moved,
    kept,
    note,
    from: flowRef(flowOf(fromFlow, fromVersion)),
    to: flowRef(flowOf(toFlow, toVersion)),
    previewed: { total: previewedTotal, movable: previewedMovable },
    proposedBy: proposerName,
    proposedAt: row.proposedAt,
    decidedBy: deciderName,
    decidedAt: row.decidedAt,
    finishedAt: row.finishedAt,
    actions,
    whyNot: confirms && isOwn ? '您提出的流程迁移要由别的同事确认' : null,
  }
}
