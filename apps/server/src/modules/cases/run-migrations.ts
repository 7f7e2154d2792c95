import { stateOf, type Flow } from '@zhengtong/domain/flow'
import { flowOf } from '@zhengtong/domain/flows'
import type { System } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db.ts'
import { publication, publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { addJob } from '../../platform/jobs.ts'
import type { Services } from '../../platform/services.ts'
import { SYSTEM_ID, subjectOf } from './act.ts'
import { events } from './lifecycle.ts'
import * as store from './migration-store.ts'
import { lockMoving } from './moving-store.ts'
import { whyStays } from './preview-migration.ts'
import { writeAct, type FlowName } from './store.ts'

export const RUN_JOB = 'cases:run-migrations'
/** Cases moved in one transaction: officers who act on one of them wait no longer than that. */
const BATCH = 100
/** Batches of one job, some seconds: a worker that is to stop waits no longer than that. */
const MOST = 50

/**
 * Moves what was confirmed, batch by batch; with much of it the next job goes on. A batch is whole or not there, and says itself
 * which cases it has seen to: a worker that is killed loses nothing.
 */
export async function runMigrations(services: Services, batch = BATCH): Promise<void> {
  for (let done = 0; done < MOST; done += 1) if (!(await moveBatch(services, batch))) return
  await services.db.transaction().execute((tx) => addJob(tx, RUN_JOB, {}, { key: RUN_JOB }))
}

/** Moves the next batch of the migration that waits longest; false when none has work that nobody is at. */
export function moveBatch({ db, clock }: Services, size: number): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const migration = await store.lockRunning(tx)
    if (!migration) return false
    const { id } = migration
    const actor = { kind: 'system', id: 'system', requestId: `flow-migration:${id}`, now: clock.now() } as const
    const at = actor.now.toISOString()
    const ids = await store.waitingCases(tx, id, size)
    if (ids.length === 0) {
      await store.updateMigration(tx, id, { state: 'done', finishedAt: at })
      await publish(tx, actor, 'flow-migration.done', { migrationId: id })
      return true
    }
    const move = {
      itemCode: migration.itemCode,
      from: flowOf(migration.fromFlow, migration.fromVersion),
      to: flowOf(migration.toFlow, migration.toVersion),
    }
    const outcomes = []
    for (const found of await lockMoving(tx, ids)) {
      const whyNot = isUnder(found, move.from) ? await whyStays(tx, move, found) : '办件已经不按原来的流程办理'
      if (whyNot === null) await moveCase(tx, actor, found, move, id)
      outcomes.push({ caseId: found.id, status: found.status, whyNot })
    }
    await store.writeOutcomes(tx, id, at, outcomes)
    const moved = outcomes.filter(({ whyNot }) => whyNot === null).length
    await store.updateMigration(tx, id, {
      state: 'running',
      moved: migration.moved + moved,
      kept: migration.kept + outcomes.length - moved,
    })
    return true
  })
}

const isUnder = ({ flow, flowVersion }: FlowName, { code, version }: Flow) => flow === code && flowVersion === version

type Locked = Awaited<ReturnType<typeof lockMoving>>[number]

/**
 * Moves one locked case. Status, guide and every clock stay: nothing that lists and alarms look at is counted anew. Where the
 * step becomes another role's, whoever had taken it gives it back to the pool.
 */
async function moveCase(
  tx: Tx,
  actor: System,
  found: Locked,
  { from, to }: { from: Flow; to: Flow },
  migrationId: string,
) {
  const version = found.version + 1
  const at = actor.now.toISOString()
  const changesHands = stateOf(from, found.status).owner !== stateOf(to, found.status).owner
  await writeAct(
    tx,
    found.id,
    {
      flow: to.code,
      flowVersion: to.version,
      status: found.status,
      version,
      updatedAt: at,
      ...(changesHands ? { handlerId: null } : {}),
    },
    {
      caseId: found.id,
      seq: version,
      actId: newId(),
      action: 'migrate',
      actorKind: actor.kind,
      actorId: SYSTEM_ID,
      actorName: '系统',
      note: `办理流程由“${from.name}”调整为“${to.name}”，办理期限不变。`,
      at,
      days: null,
      asOf: null,
      moved: { from: nameOf(from), to: nameOf(to) },
    },
    publication(actor, events.migrate, { ...subjectOf(found), migrationId }),
  )
}

const nameOf = ({ code, version }: Flow): FlowName => ({ flow: code, flowVersion: version })
