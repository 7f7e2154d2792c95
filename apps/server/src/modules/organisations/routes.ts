import * as api from '@zhengtong/contract/organisations'
import { citizenOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { showIdentity, switchIdentity } from './current-identity.ts'
import { answerMandate, endMandate, endSigning, grantMandate, listInvitations, listMandates } from './mandates.ts'
import { listOrganisations, refreshOrganisation, registerOrganisation } from './register-organisation.ts'

/** All for the person himself: whom he may act for does not depend on whom he acts for now. */
export function routes(app: App) {
  app.route({
    ...api.registerOrganisation,
    config: { allow: 'person' },
    handler: async (request, reply) =>
      reply.code(201).send(await registerOrganisation(app, citizenOf(request.actor), request.body.code)),
  })

  app.route({
    ...api.listOrganisations,
    config: { allow: 'person' },
    handler: (request) => listOrganisations(app.db, citizenOf(request.actor)),
  })

  app.route({
    ...api.refreshOrganisation,
    config: { allow: 'person' },
    handler: (request) => refreshOrganisation(app, citizenOf(request.actor), request.params.id),
  })

  app.route({
    ...api.listMandates,
    config: { allow: 'person' },
    handler: (request) => listMandates(app, citizenOf(request.actor), request.params.id),
  })

  app.route({
    ...api.grantMandate,
    config: { allow: 'person' },
    handler: ({ actor, params, body }) => grantMandate(app, citizenOf(actor), params.id, params.mandateId, body),
  })

  app.route({
    ...api.listInvitations,
    config: { allow: 'person' },
    handler: (request) => listInvitations(app, citizenOf(request.actor)),
  })

  app.route({
    ...api.answerMandate,
    config: { allow: 'person' },
    handler: ({ actor, params, body }) => answerMandate(app, citizenOf(actor), params.id, body.accept),
  })

  app.route({
    ...api.endMandate,
    config: { allow: 'person' },
    handler: async (request, reply) => {
      await endMandate(app, citizenOf(request.actor), request.params.id)
      return reply.code(204).send(null)
    },
  })

  app.route({
    ...api.endSigning,
    config: { allow: 'person' },
    handler: ({ actor, params }) => endSigning(app, citizenOf(actor), params.id),
  })

  app.route({
    ...api.getCurrentIdentity,
    config: { allow: 'person' },
    handler: (request) => showIdentity(app, citizenOf(request.actor)),
  })

  app.route({
    ...api.switchIdentity,
    config: { allow: 'person' },
    handler: (request) => switchIdentity(app, citizenOf(request.actor), request.body.mandateId),
  })
}
