import { closeAgency } from '@zhengtong/contract/organisation'
import { staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import * as access from '../access/index.ts'
import { countOpenOfAgency } from './closing-store.ts'

/** Closing an agency lies here because only cases know what it still has to decide. */
export function closeAgencyRoutes(app: App) {
  app.route({
    ...closeAgency,
    config: { allow: 'staff:organise' },
    handler: (request) => {
      const actor = staffOf(request.actor)
      const { code } = request.params
      return app.db.transaction().execute(async (tx) => {
        const open = await countOpenOfAgency(tx, code)
        return access.closeAgency(tx, actor, code, request.body.version, open)
      })
    },
  })
}
