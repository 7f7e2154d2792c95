import { CaseNotFound } from '@zhengtong/contract/case-problems'
import { NotFound } from '@zhengtong/contract/problem'
import * as api from '@zhengtong/contract/staff-cases'
import { colour, workdaysLeft } from '@zhengtong/domain/working-days'
import { staffOf, type StaffMember } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { legalDate } from '../../platform/clock.ts'
import { dateKey, decodeCursor, instantKey, pageOf, uuidKey } from '../../platform/cursor.ts'
import { Problem } from '../../platform/problem.ts'
import * as calendars from '../calendar/index.ts'
import * as files from '../files/index.ts'
import { labelOf } from './lifecycle.ts'
import { noteAccess } from './access-store.ts'
import { actRoutes } from './act-routes.ts'
import { exportQueue } from './case-list.ts'
import * as queue from './queue-store.ts'
import { countCollected, countJointQueue, listCollected, listJointQueue, listOpinions } from './opinion-store.ts'
import { agencySpeaking, caseScope, readScope } from './read-scope.ts'
import * as store from './store.ts'
import { unmask } from './unmask.ts'
import { showStaffCase } from './view.ts'

/** Counts on queue badges stop here and show 999+. */
const COUNT_CEILING = 1_000

/** What officers see and do. Every query carries the officer's scope: a case outside it is not there. */
export function staffRoutes(app: App) {
  app.route({
    ...api.listQueue,
    config: { allow: 'staff' },
    handler: (request) => listQueue(app, staffOf(request.actor), request.query),
  })

  app.route({
    ...api.countQueues,
    config: { allow: 'staff' },
    handler: async ({ actor }) => {
      const officer = staffOf(actor)
      const [own, asked, receiving] = await Promise.all([
        readScope(app.db, officer),
        agencySpeaking(app.db, officer, 'review'),
        agencySpeaking(app.db, officer, 'accept'),
      ])
      const [counts, joint, toForward] = await Promise.all([
        queue.countOpenQueues(app.db, own, COUNT_CEILING),
        asked === null ? 0 : countJointQueue(app.db, asked, COUNT_CEILING),
        receiving === null ? 0 : countCollected(app.db, receiving, COUNT_CEILING),
      ])
      return { ...counts, joint, 'to-forward': toForward }
    },
  })

  app.route({
    ...api.getStaffCase,
    config: { allow: 'staff' },
    handler: (request) => openCase(app, staffOf(request.actor), request.params.id),
  })

  app.route({
    ...api.getCaseFile,
    config: { allow: 'staff' },
    handler: async (request, reply) => {
      const { id, fileId } = request.params
      const found = await store.findScopedCase(app.db, await caseScope(app.db, staffOf(request.actor)), id)
      const [file] = found && (await store.hasFile(app.db, id, fileId)) ? await files.findFiles(app.db, [fileId]) : []
      if (!found || !file) throw new Problem(NotFound)
      await noteAccess(
        app.db,
        staffOf(request.actor),
        found,
        'file',
        await readsFor(app, staffOf(request.actor), found),
      )
      return files.sendContent(reply, file, await files.readFileContent(app.config, file.id))
    },
  })

  app.route({
    ...api.unmaskField,
    config: { allow: 'staff' },
    handler: async ({ actor, params: { id }, body }) => ({
      value: await unmask(app, staffOf(actor), { caseId: id, ...body }),
    }),
  })

  app.route({
    ...api.exportQueue,
    config: { allow: 'staff' },
    handler: async ({ actor, body }, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="cases-${body.queue}.csv"`)
        .send(await exportQueue(app, staffOf(actor), body.queue)),
  })

  app.route({
    ...api.caseStatistics,
    config: { allow: 'staff' },
    handler: async ({ actor }) => {
      const rows = await queue.countByAgency(app.db, await readScope(app.db, staffOf(actor)))
      return rows.map((row) => ({ ...row, statusLabel: labelOf(row.status) }))
    },
  })

  actRoutes(app)
}

/** The name of the agency for which he reads: the one that was asked, where that is his. */
async function readsFor(app: App, officer: StaffMember, found: store.CaseRow): Promise<string> {
  if (found.receivingAgencyName && officer.agencyCode === found.receivingAgencyCode) return found.receivingAgencyName
  const opinions = officer.agencyCode === found.agencyCode ? [] : await listOpinions(app.db, found.id)
  return opinions.find(({ agencyCode }) => agencyCode === officer.agencyCode)?.agencyName ?? found.agencyName
}

/** The same for an officer who comes to read: the applicant can see later that he did. */
async function openCase(app: App, officer: StaffMember, id: string) {
  const found = await store.findScopedCase(app.db, await caseScope(app.db, officer), id)
  if (!found) throw new Problem(CaseNotFound)
  await noteAccess(app.db, officer, found, 'case', await readsFor(app, officer, found))
  return showStaffCase(app, found, officer)
}

async function listQueue(
  app: App,
  officer: StaffMember,
  query: { queue: api.QueueName; number?: string; cursor?: string; limit?: number },
) {
  const { queue: name, number, cursor, limit = 20 } = query
  const page = number
    ? await findByNumber(app, officer, number)
    : name === 'done'
      ? await donePage(app, officer, cursor, limit)
      : name === 'joint' || name === 'to-forward'
        ? await otherAgenciesPage(app, officer, name, cursor, limit)
        : await openPage(app, officer, name, cursor, limit)
  const calendar = await calendars.currentCalendar(app.db)
  const today = legalDate(officer.now)
  return {
    next: page.next,
    rows: page.rows.map((row) => ({
      ...row,
      statusLabel: labelOf(row.status),
      dueColour: row.dueOn === null ? null : colour(calendar, today, row.dueOn),
      dueLeft: row.dueOn === null ? null : workdaysLeft(calendar, today, row.dueOn),
    })),
  }
}

async function openPage(
  app: App,
  officer: StaffMember,
  name: Exclude<api.QueueName, 'done' | 'joint' | 'to-forward'>,
  cursor: string | undefined,
  limit: number,
) {
  const [dueOn, id] = decodeCursor(cursor, [dateKey, uuidKey]) ?? []
  const after = dueOn !== undefined && id !== undefined ? { dueOn, id } : undefined
  const rows = await queue.listOpenQueue(app.db, await readScope(app.db, officer), { queue: name, after, limit })
  return pageOf(rows, limit, (row) => [row.dueOn ?? '', row.id])
}

/** What other agencies asked this officer's, or what it took in for them. */
async function otherAgenciesPage(
  app: App,
  officer: StaffMember,
  name: 'joint' | 'to-forward',
  cursor: string | undefined,
  limit: number,
) {
  const [dueOn, id] = decodeCursor(cursor, [dateKey, uuidKey]) ?? []
  const after = dueOn !== undefined && id !== undefined ? { dueOn, id } : undefined
  const own = await agencySpeaking(app.db, officer, name === 'joint' ? 'review' : 'accept')
  const list = name === 'joint' ? listJointQueue : listCollected
  const rows = own === null ? [] : await list(app.db, own, { after, limit })
  return pageOf(rows, limit, (row) => [row.dueOn ?? '', row.id])
}

async function donePage(app: App, officer: StaffMember, cursor: string | undefined, limit: number) {
  const [updatedAt, id] = decodeCursor(cursor, [instantKey, uuidKey]) ?? []
  const after = updatedAt !== undefined && id !== undefined ? { updatedAt, id } : undefined
  const rows = await queue.listDoneQueue(app.db, await readScope(app.db, officer), { after, limit })
  return pageOf(rows, limit, (row) => [row.updatedAt, row.id])
}

/** One case by its number or query code, within the scope, whatever queue it is in. */
async function findByNumber(app: App, officer: StaffMember, number: string) {
  const known = await store.caseIdByCode(app.db, number.replaceAll(/[\s-]/g, '').toUpperCase())
  const row = known && (await queue.findQueueRow(app.db, await caseScope(app.db, officer), known.caseId))
  return { rows: row ? [row] : [], next: null }
}
