import * as api from '@zhengtong/contract/catalogue'
import { InvalidRequest } from '@zhengtong/contract/problem'
import type { App } from '../../platform/app.ts'
import { decodeCursor, encodeCursor } from '../../platform/cursor.ts'
import { Problem } from '../../platform/problem.ts'
import * as regions from '../regions/index.ts'
import { audiencesOf, cardOf } from './card.ts'
import type { IndexedItem } from './item-index.ts'
import { LiveIndex } from './live-index.ts'

/** Deeper pages than this are nobody's: refine the query instead. */
const MAX_OFFSET = 1_000

/**
 * search: finds items by text, theme and agency for a region. Keeps an index in memory, made from the catalogue; owns no
 * truth of its own, and nothing calls it.
 */
export function routes(app: App) {
  const live = new LiveIndex(app.db, app.clock)

  app.route({
    ...api.findItems,
    config: { allow: 'anyone' },
    handler: async (request) => {
      const { q = '', region, audience, theme, agency, online, cursor, limit = 20 } = request.query
      const closure = await closureOrProblem(app, region)
      const keep = (item: IndexedItem) =>
        (!audience || audiencesOf(item.guide).includes(audience)) &&
        (!theme || item.guide.userTopicType.includes(theme) || item.guide.corpTopicType.includes(theme)) &&
        (!agency || item.agencyCode === agency) &&
        (!online || item.applicable)
      const hits = (await live.current()).search({ text: q, regions: closure, keep })
      const offset = Number(decodeCursor(cursor, [/^\d{1,4}$/])?.[0] ?? 0)
      const shown = hits.slice(offset, offset + limit)
      const next = offset + limit
      return {
        rows: await Promise.all(shown.map((hit) => cardOf(app.db, hit, region))),
        total: hits.length,
        next: next < hits.length && next <= MAX_OFFSET ? encodeCursor([String(next)]) : null,
      }
    },
  })

  app.route({
    ...api.listThemes,
    config: { allow: 'anyone' },
    handler: async (request) => {
      const { region, audience } = request.query
      const closure = await closureOrProblem(app, region)
      const counts = new Map<string, Set<string>>()
      for (const item of (await live.current()).within(closure)) {
        for (const name of audience === 'person' ? item.guide.userTopicType : item.guide.corpTopicType) {
          counts.set(name, (counts.get(name) ?? new Set()).add(item.baseKey))
        }
      }
      return [...counts]
        .map(([name, bases]) => ({ name, items: bases.size }))
        .toSorted((a, b) => b.items - a.items || (a.name < b.name ? -1 : 1))
    },
  })

  app.route({
    ...api.listAgencies,
    config: { allow: 'anyone' },
    handler: async (request) => {
      const { region, audience } = request.query
      const closure = await closureOrProblem(app, region)
      const agencies = new Map<string, api.Agency>()
      for (const { agencyCode, guide, regionCode } of (await live.current()).within(closure)) {
        if (!agencyCode || (audience && !audiencesOf(guide).includes(audience))) continue
        const known = agencies.get(agencyCode) ?? { code: agencyCode, name: guide.deptName, regionCode, items: 0 }
        agencies.set(agencyCode, { ...known, items: known.items + 1 })
      }
      return [...agencies.values()].toSorted(
        (a, b) => closure.indexOf(a.regionCode) - closure.indexOf(b.regionCode) || (a.code < b.code ? -1 : 1),
      )
    },
  })
}

async function closureOrProblem(app: App, region: string): Promise<string[]> {
  const closure = await regions.closureOf(app.db, region)
  if (closure.length === 0)
    throw new Problem(InvalidRequest, { errors: [{ path: '/region', message: '没有这个地区，请重新选择' }] })
  return closure
}
