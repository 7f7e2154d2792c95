import * as api from '@zhengtong/contract/bundles'
import { citizenOf, staffOf, type Citizen } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { Problem } from '../../platform/problem.ts'
import * as regions from '../regions/index.ts'
import { findOffer, listOffers } from './offers.ts'
import { showProgress } from './progress.ts'
import { cardOf, pageOf } from './show-offer.ts'
import { showToOfficer } from './staff-view.ts'
import { startByHand } from './start-child.ts'
import * as store from './store.ts'
import { submitBundle } from './submit.ts'
import { withdrawBundle, withdrawChild } from './withdraw.ts'

export function routes(app: App) {
  app.route({
    ...api.listBundles,
    config: { allow: 'anyone' },
    handler: async ({ query }) => (await listOffers(app.db, query.region, app.clock.now())).map(cardOf),
  })

  app.route({
    ...api.getBundle,
    config: { allow: 'anyone' },
    handler: async ({ params, query }) =>
      pageOf(
        await findOffer(app.db, params.code, query.region, app.clock.now()),
        query.region,
        await regions.regionName(app.db, query.region),
      ),
  })

  app.route({
    ...api.submitBundle,
    config: { allow: 'citizen' },
    handler: async (request, reply) =>
      reply.code(201).send(await submitBundle(app, citizenOf(request.actor), request.body)),
  })

  app.route({
    ...api.getBundleProgress,
    config: { allow: 'citizen' },
    handler: (request) => show(app, citizenOf(request.actor), request.params.id),
  })

  app.route({
    ...api.withdrawBundle,
    config: { allow: 'citizen' },
    handler: async ({ actor, params: { id } }) => {
      const { id: own } = await findOwn(app, citizenOf(actor), id)
      await withdrawBundle(app, citizenOf(actor), own)
      return show(app, citizenOf(actor), own)
    },
  })

  app.route({
    ...api.withdrawChild,
    config: { allow: 'citizen' },
    handler: async ({ actor, params: { id, key } }) => {
      const { id: own } = await findOwn(app, citizenOf(actor), id)
      await withdrawChild(app, citizenOf(actor), own, key)
      return show(app, citizenOf(actor), own)
    },
  })

  app.route({
    ...api.startChild,
    config: { allow: 'citizen' },
    handler: async ({ actor, params: { id, key }, body }) => {
      await startByHand(app, citizenOf(actor), await findOwn(app, citizenOf(actor), id), { key, ...body })
      return show(app, citizenOf(actor), id)
    },
  })

  app.route({
    ...api.getStaffBundle,
    config: { allow: 'staff' },
    handler: ({ actor, params }) => showToOfficer(app, staffOf(actor), params.id),
  })
}

/** Bundles are a person's own: under a company's name they are not there, as his own cases are not. */
async function findOwn(app: App, citizen: Citizen, id: string): Promise<store.ApplicationRow> {
  const found = citizen.onBehalfOf ? undefined : await store.findOwnApplication(app.db, citizen.id, id)
  if (!found) throw new Problem(api.BundleNotFound)
  return found
}

const show = async (app: App, citizen: Citizen, id: string) =>
  showProgress(app, await findOwn(app, citizen, id), citizen.now)
