import * as api from '@zhengtong/contract/assignment'
import { staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { answerWithCase } from './act-routes.ts'
import { claimCase, colleaguesFor, releaseCase, transferCase } from './assign.ts'

/** Who handles a case: which officer may change it is decided case by case, by the step it is in. */
export function assignRoutes(app: App) {
  const config = { allow: 'staff' } as const
  app.route({ ...api.claimCase, config, handler: answerWithCase(app, claimCase) })
  app.route({ ...api.releaseCase, config, handler: answerWithCase(app, releaseCase) })
  app.route({ ...api.transferCase, config, handler: answerWithCase(app, transferCase) })
  app.route({
    ...api.listColleagues,
    config,
    handler: ({ actor, params: { id } }) => colleaguesFor(app, staffOf(actor), id),
  })
}
