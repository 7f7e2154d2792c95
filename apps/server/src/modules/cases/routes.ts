import * as acts from '@zhengtong/contract/case-acts'
import { CaseNotFound } from '@zhengtong/contract/case-problems'
import * as api from '@zhengtong/contract/cases'
import * as drafts from '@zhengtong/contract/drafts'
import { trackCase } from '@zhengtong/contract/progress'
import { isQueryCode } from '@zhengtong/domain/case-number'
import { citizenOf, type Citizen } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { legalDate } from '../../platform/clock.ts'
import { decodeCursor, instantKey, pageOf, uuidKey } from '../../platform/cursor.ts'
import { Problem } from '../../platform/problem.ts'
import * as calendars from '../calendar/index.ts'
import { handInLater, objectToNotice, supplementCase, withdrawCase } from './applicant-acts.ts'
import { deleteDraft } from './draft-store.ts'
import { findDraft, listDrafts, saveDraft } from './drafts.ts'
import { familyRoutes } from './family-routes.ts'
import { stateOfCase } from './lifecycle.ts'
import { findOwnCase, listOwnCases, viewing } from './own-case-store.ts'
import { staffRoutes } from './staff-routes.ts'
import * as store from './store.ts'
import { submitCase } from './submit.ts'
import { showOwnCase, summaryOf } from './view.ts'

export function routes(app: App) {
  draftRoutes(app)
  familyRoutes(app)
  staffRoutes(app)

  app.route({
    ...api.submitCase,
    config: { allow: 'citizen' },
    handler: async (request, reply) =>
      reply.code(201).send(await submitCase(app, citizenOf(request.actor), request.body)),
  })

  app.route({
    ...api.listCases,
    config: { allow: 'citizen' },
    handler: async (request) => {
      const { state, cursor, limit = 20 } = request.query
      const [submittedAt, id] = decodeCursor(cursor, [instantKey, uuidKey]) ?? []
      const after = submittedAt !== undefined && id !== undefined ? { submittedAt, id } : undefined
      const rows = await listOwnCases(app.db, viewing(app, citizenOf(request.actor)), { state, after, limit })
      const calendar = await calendars.currentCalendar(app.db)
      const page = pageOf(rows, limit, (row) => [row.submittedAt, row.id])
      return { ...page, rows: page.rows.map((row) => summaryOf(calendar, row, citizenOf(request.actor))) }
    },
  })

  app.route({
    ...api.getCase,
    config: { allow: 'citizen' },
    handler: (request) => showCase(app, citizenOf(request.actor), request.params.id),
  })

  app.route({
    ...acts.supplementCase,
    config: { allow: 'citizen' },
    handler: async (request) => {
      const { id } = request.params
      await supplementCase(app, citizenOf(request.actor), { caseId: id, ...request.body })
      return showCase(app, citizenOf(request.actor), id)
    },
  })

  app.route({
    ...acts.resubmitCase,
    config: { allow: 'citizen' },
    handler: async (request) => {
      const { id } = request.params
      await supplementCase(app, citizenOf(request.actor), { caseId: id, ...request.body }, 'resubmit')
      return showCase(app, citizenOf(request.actor), id)
    },
  })

  app.route({
    ...acts.objectToNotice,
    config: { allow: 'citizen' },
    handler: async (request) => {
      const { id } = request.params
      await objectToNotice(app, citizenOf(request.actor), { caseId: id, ...request.body })
      return showCase(app, citizenOf(request.actor), id)
    },
  })

  app.route({
    ...acts.handInOwed,
    config: { allow: 'citizen' },
    handler: async (request) => {
      const { id } = request.params
      await handInLater(app, citizenOf(request.actor), { caseId: id, ...request.body })
      return showCase(app, citizenOf(request.actor), id)
    },
  })

  app.route({
    ...acts.withdrawCase,
    config: { allow: 'citizen' },
    handler: async (request) => {
      const { id } = request.params
      await withdrawCase(app, citizenOf(request.actor), { caseId: id, ...request.body })
      return showCase(app, citizenOf(request.actor), id)
    },
  })

  app.route({
    ...trackCase,
    config: { allow: 'anyone', rateLimit: { max: app.config.rateLimit.signIn, timeWindow: 60_000 } },
    handler: async (request) => {
      const code = request.body.code.replaceAll(/[\s-]/g, '').toUpperCase()
      const known = isQueryCode(code) || code.length > 13 ? await store.caseIdByCode(app.db, code) : undefined
      const found = known && (await store.findCase(app.db, known.caseId))
      if (!found) throw new Problem(CaseNotFound)
      const { label, step } = stateOfCase(found)
      return {
        itemName: found.itemName,
        agencyName: found.agencyName,
        statusLabel: label,
        step,
        updatedOn: legalDate(found.updatedAt),
      }
    },
  })
}

async function showCase(app: App, citizen: Citizen, id: string) {
  const found = await findOwnCase(app.db, viewing(app, citizen), id)
  if (!found) throw new Problem(CaseNotFound)
  return showOwnCase(app, found, citizen)
}

function draftRoutes(app: App) {
  app.route({
    ...drafts.saveDraft,
    config: { allow: 'citizen' },
    handler: (request) => saveDraft(app, citizenOf(request.actor), request.params.id, request.body),
  })

  app.route({
    ...drafts.listDrafts,
    config: { allow: 'citizen' },
    handler: (request) => listDrafts(app, citizenOf(request.actor)),
  })

  app.route({
    ...drafts.getDraft,
    config: { allow: 'citizen' },
    handler: (request) => findDraft(app, citizenOf(request.actor), request.params.id),
  })

  app.route({
    ...drafts.discardDraft,
    config: { allow: 'citizen' },
    handler: async (request, reply) => {
      await app.db.transaction().execute((tx) => deleteDraft(tx, citizenOf(request.actor), request.params.id))
      return reply.code(204).send(null)
    },
  })
}
