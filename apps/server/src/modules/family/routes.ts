import * as api from '@zhengtong/contract/family'
import { citizenOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { answerMandate, endMandate, grantMandate, listMandates } from './mandates.ts'
import { listRelatives } from './relatives.ts'
import { addWard, listWards, removeWard } from './wards.ts'

/** A person's family is his own, whomever he acts for. */
export function routes(app: App) {
  app.route({
    ...api.listWards,
    config: { allow: 'person' },
    handler: ({ actor }) => listWards(app, citizenOf(actor)),
  })

  app.route({
    ...api.addWard,
    config: { allow: 'person' },
    handler: ({ actor, params, body }) => addWard(app, citizenOf(actor), params.id, body),
  })

  app.route({
    ...api.removeWard,
    config: { allow: 'person' },
    handler: async ({ actor, params }, reply) => {
      await removeWard(app, citizenOf(actor), params.id)
      return reply.code(204).send(null)
    },
  })

  app.route({
    ...api.listFamilyMandates,
    config: { allow: 'person' },
    handler: ({ actor }) => listMandates(app, citizenOf(actor)),
  })

  app.route({
    ...api.grantFamilyMandate,
    config: { allow: 'person' },
    handler: ({ actor, params, body }) => grantMandate(app, citizenOf(actor), params.id, body),
  })

  app.route({
    ...api.answerFamilyMandate,
    config: { allow: 'person' },
    handler: ({ actor, params, body }) => answerMandate(app, citizenOf(actor), params.id, body.accept),
  })

  app.route({
    ...api.endFamilyMandate,
    config: { allow: 'person' },
    handler: async ({ actor, params }, reply) => {
      await endMandate(app, citizenOf(actor), params.id)
      return reply.code(204).send(null)
    },
  })

  app.route({
    ...api.listRelatives,
    config: { allow: 'person' },
    handler: ({ actor }) => listRelatives(app, citizenOf(actor)),
  })
}
