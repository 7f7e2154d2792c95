import { Readable } from 'node:stream'
import { CaseNotFound } from '@zhengtong/contract/case-problems'
import * as api from '@zhengtong/contract/documents'
import { NotFound } from '@zhengtong/contract/problem'
import { documentKinds } from '@zhengtong/domain/documents'
import type { FastifyReply } from 'fastify'
import { citizenOf, staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { tokenDigest } from '../../platform/crypto/index.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import * as cases from '../cases/index.ts'
import * as files from '../files/index.ts'
import { documentsOf } from './issue.ts'
import { numberOf } from './number-of.ts'
import { pdfOf } from './pdf-of.ts'
import * as store from './store.ts'

/** Whoever sees a case sees its documents, and nobody else: each answer asks for the case first. */
export function routes(app: App) {
  app.route({
    ...api.listDocuments,
    config: { allow: 'citizen' },
    handler: async ({ actor, params: { id } }) => {
      const found = await cases.findOwnCase(app.db, cases.viewing(app, citizenOf(actor)), id)
      if (!found) throw new Problem(CaseNotFound)
      return documentsOf(app, id)
    },
  })

  app.route({
    ...api.openDocument,
    config: { allow: 'citizen' },
    handler: async ({ actor, params: { id, documentId } }, reply) => {
      const citizen = citizenOf(actor)
      const found = await cases.findOwnCase(app.db, cases.viewing(app, citizen), id)
      const document = found && (await store.findDocument(app.db, id, documentId))
      if (!document) throw new Problem(NotFound)
      const pdf = await pdfOf(app, document)
      if (!document.openedAt)
        await app.db.transaction().execute(async (tx) => {
          const isFirst = await store.markOpened(tx, id, documentId, citizen.id, actor.now.toISOString())
          if (isFirst) await publish(tx, actor, 'document.opened', { caseId: id, documentId })
        })
      return sendPdf(reply, pdf)
    },
  })

  app.route({
    ...api.listStaffDocuments,
    config: { allow: 'staff' },
    handler: async ({ actor, params: { id } }) => {
      if (!(await cases.findCaseInScope(app.db, staffOf(actor), id))) throw new Problem(CaseNotFound)
      return documentsOf(app, id)
    },
  })

  app.route({
    ...api.openStaffDocument,
    config: { allow: 'staff' },
    handler: async ({ actor, params: { id, documentId } }, reply) => {
      const found = await cases.findCaseInScope(app.db, staffOf(actor), id)
      const document = found && (await store.findDocument(app.db, id, documentId))
      if (!document) throw new Problem(NotFound)
      await cases.noteAccess(app.db, staffOf(actor), found, 'document')
      return sendPdf(reply, await pdfOf(app, document))
    },
  })

  app.route({
    ...api.verifyDocument,
    config: { allow: 'anyone', rateLimit: { max: app.config.rateLimit.signIn, timeWindow: 60_000 } },
    handler: async ({ body }) => {
      const found = await store.findByToken(app.db, tokenDigest(body.token))
      if (!found) throw new Problem(api.DocumentNotKnown)
      return {
        ...found,
        applicant: found.applicantMasked,
        title: documentKinds[found.kind].title,
        number: numberOf(found),
      }
    },
  })
}

function sendPdf(reply: FastifyReply, { name, bytes }: { name: string; bytes: Buffer }) {
  return files.sendContent(reply, { name, mediaType: 'application/pdf', size: bytes.length }, Readable.from([bytes]))
}
