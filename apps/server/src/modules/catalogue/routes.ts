import * as api from '@zhengtong/contract/catalogue'
import { itemType } from '@zhengtong/domain/item-code'
import type { FastifyReply } from 'fastify'
import type { App } from '../../platform/app.ts'
import { Problem } from '../../platform/problem.ts'
import * as regions from '../regions/index.ts'
import { closedBecause, successorsOf } from './closed.ts'
import { itemInForce } from './items.ts'
import { PageCache, type CachedPage } from './page-cache.ts'

export function routes(app: App) {
  const pages = new PageCache()

  app.route({
    ...api.getItem,
    // Served from memory for less than counting it would cost.
    config: { allow: 'anyone', rateLimit: false },
    handler: async (request, reply) => {
      const { code } = request.params
      const make = async () => JSON.stringify(await showItem(app, code))
      return sendPage(
        reply,
        request.headers['if-none-match'],
        pages.atHand(code) ?? (await pages.get(app.db, code, make)),
      )
    },
  })
}

/** Sends a page as it was serialised: its content was checked against the contract when it was published. */
function sendPage(reply: FastifyReply, known: string | undefined, { body, etag }: CachedPage) {
  reply
    .header('etag', etag)
    .header('cache-control', 'public, max-age=0, must-revalidate')
    .header('content-type', 'application/json; charset=utf-8')
  return known === etag ? reply.code(304).send() : reply.send(body)
}

async function showItem(app: App, code: string): Promise<api.ItemPage> {
  const item = await itemInForce(app.db, code, app.clock.now())
  if (!item) throw new Problem(api.ItemNotFound)
  const { guide, state, applicable } = item
  return {
    code,
    version: item.version,
    state,
    publishedAt: item.publishedAt,
    regionName: await regions.regionName(app.db, item.regionCode),
    typeName: itemType(guide.taskType)?.name ?? '其他',
    canApply: applicable && state === 'in-force',
    cannotApplyBecause: await closedBecause(app.db, item, app.clock.now()),
    successors: await successorsOf(app.db, item, app.clock.now()),
    guide,
  }
}
