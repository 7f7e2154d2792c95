import { CaseNotFound } from '@zhengtong/contract/case-problems'
import { NotFound } from '@zhengtong/contract/problem'
import * as queues from '@zhengtong/contract/queues'
import * as api from '@zhengtong/contract/staff-cases'
import { finalStatuses } from '@zhengtong/domain/flow'
import { staffOf, type StaffMember } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { Problem } from '../../platform/problem.ts'
import * as files from '../files/index.ts'
import { labelOf } from './lifecycle.ts'
import { noteAccess } from './access-store.ts'
import { assignRoutes } from './assign-routes.ts'
import { batchRoutes } from './batch.ts'
import { actRoutes } from './act-routes.ts'
import { exportQueue } from './case-list.ts'
import { countQueues, listQueue } from './list-queue.ts'
import * as queue from './queue-store.ts'
import { markRoutes } from './mark-routes.ts'
import { listOpinions } from './opinion-store.ts'
import { caseScope, readScope } from './read-scope.ts'
import { listSameApplicant } from './same-applicant-store.ts'
import * as store from './store.ts'
import { viewRoutes } from './saved-views.ts'
import { unmask } from './unmask.ts'
import { showStaffCase } from './view.ts'

/** What officers see and do. Every query carries the officer's scope: a case outside it is not there. */
export function staffRoutes(app: App) {
  app.route({
    ...queues.listQueue,
    config: { allow: 'staff' },
    handler: (request) => listQueue(app, staffOf(request.actor), request.query),
  })

  app.route({
    ...queues.countQueues,
    config: { allow: 'staff' },
    handler: (request) => countQueues(app, staffOf(request.actor)),
  })

  app.route({
    ...api.getStaffCase,
    config: { allow: 'staff' },
    handler: (request) => openCase(app, staffOf(request.actor), request.params.id),
  })

  app.route({
    ...api.listSameApplicant,
    config: { allow: 'staff' },
    handler: ({ actor, params }) => sameApplicant(app, staffOf(actor), params.id),
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
    ...queues.exportQueue,
    config: { allow: 'staff' },
    handler: async ({ actor, body }, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="cases-${body.queue}.csv"`)
        .send(await exportQueue(app, staffOf(actor), body)),
  })

  app.route({
    ...queues.caseStatistics,
    config: { allow: 'staff' },
    handler: async ({ actor }) => {
      const rows = await queue.countByAgency(app.db, await readScope(app.db, staffOf(actor)))
      return rows.map((row) => ({ ...row, statusLabel: labelOf(row.status) }))
    },
  })

  actRoutes(app)
  assignRoutes(app)
  batchRoutes(app)
  markRoutes(app)
  viewRoutes(app)
}

/** The name of the agency for which he reads: the one that was asked, where that is his. */
async function readsFor(app: App, officer: StaffMember, found: store.CaseRow): Promise<string> {
  if (found.receivingAgencyName && officer.agencyCode === found.receivingAgencyCode) return found.receivingAgencyName
  const opinions = officer.agencyCode === found.agencyCode ? [] : await listOpinions(app.db, found.id)
  return opinions.find(({ agencyCode }) => agencyCode === officer.agencyCode)?.agencyName ?? found.agencyName
}

const SAME_APPLICANT = 10

/** What else the applicant has under way or had, as far as the officer reads: whoever is only asked about one case sees none. */
async function sameApplicant(app: App, officer: StaffMember, id: string): Promise<api.SameApplicantCase[]> {
  const found = await store.findScopedCase(app.db, await caseScope(app.db, officer), id)
  if (!found) throw new Problem(CaseNotFound)
  const rows = await listSameApplicant(app.db, await readScope(app.db, officer), found, SAME_APPLICANT)
  return rows.map(({ itemCode, status, ...row }) => {
    const isOpen = !finalStatuses.some((each) => each === status)
    return { ...row, statusLabel: labelOf(status), isOpen, isSameItem: isOpen && itemCode === found.itemCode }
  })
}

/** The same for an officer who comes to read: the applicant can see later that he did. */
async function openCase(app: App, officer: StaffMember, id: string) {
  const found = await store.findScopedCase(app.db, await caseScope(app.db, officer), id)
  if (!found) throw new Problem(CaseNotFound)
  await noteAccess(app.db, officer, found, 'case', await readsFor(app, officer, found))
  return showStaffCase(app, found, officer)
}
