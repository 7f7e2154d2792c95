import * as api from '@zhengtong/contract/marks'
import { staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { deleteMark, putMark, showMarks } from './marks.ts'

/** Marks on the files of a case. Every answer is the list as it is then. */
export function markRoutes(app: App) {
  app.route({
    ...api.listMarks,
    config: { allow: 'staff' },
    handler: ({ actor, params }) => showMarks(app, staffOf(actor), params.id),
  })
  app.route({
    ...api.putMark,
    config: { allow: 'staff:accept' },
    handler: async ({ actor, params: { id, markId }, body }) => {
      await putMark(app, staffOf(actor), { ...body, caseId: id, id: markId })
      return showMarks(app, staffOf(actor), id)
    },
  })
  app.route({
    ...api.deleteMark,
    config: { allow: 'staff:accept' },
    handler: async ({ actor, params: { id, markId } }) => {
      await deleteMark(app, staffOf(actor), { caseId: id, id: markId })
      return showMarks(app, staffOf(actor), id)
    },
  })
}
