import { NotFound } from '@zhengtong/contract/problem'
import * as api from '@zhengtong/contract/regions'
import { ancestorsOf, visibleChildren, visibleParent, type RegionNode } from '@zhengtong/domain/region'
import type { App } from '../../platform/app.ts'
import { Problem } from '../../platform/problem.ts'
import { regionTree, type RegionTree } from './tree.ts'

export function routes(app: App) {
  app.route({
    ...api.listRegions,
    config: { allow: 'anyone' },
    handler: async (request) => {
      const tree = await regionTree(app.db)
      const { parent } = request.query
      if (parent !== undefined && !tree.nodes.has(parent)) throw new Problem(NotFound)
      return visibleChildren(tree.nodes, parent ?? null).map((node) => shown(tree, node))
    },
  })

  app.route({
    ...api.getRegion,
    config: { allow: 'anyone' },
    handler: async (request) => {
      const tree = await regionTree(app.db)
      const node = tree.nodes.get(request.params.code)
      if (!node || node.virtual) throw new Problem(NotFound)
      return {
        region: shown(tree, node),
        ancestors: ancestorsOf(tree.nodes, node.code)
          .slice(1)
          .toReversed()
          .map((each) => shown(tree, each)),
      }
    },
  })
}

function shown(tree: RegionTree, node: RegionNode): api.Region {
  return {
    code: node.code,
    name: node.name,
    fullName: tree.rows.get(node.code)?.fullName ?? node.name,
    level: node.level,
    parentCode: visibleParent(tree.nodes, node.code)?.code ?? null,
    hasChildren: visibleChildren(tree.nodes, node.code).length > 0,
  }
}
