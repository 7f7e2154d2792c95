import * as api from '@zhengtong/contract/case-comments'
import { staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { decodeCursor, instantKey, pageOf, uuidKey } from '../../platform/cursor.ts'
import { readComments, shownComment, takeCommentBack, writeComment } from './comments.ts'

/** 内部批注 of a case: for whoever may read the case, whatever else he may do. */
export function commentRoutes(app: App) {
  const config = { allow: 'staff' } as const

  app.route({
    ...api.listComments,
    config,
    handler: async ({ actor, params, query: { cursor, limit = 20 } }) => {
      const officer = staffOf(actor)
      const [at, id] = decodeCursor(cursor, [instantKey, uuidKey]) ?? []
      const after = at !== undefined && id !== undefined ? { at, id } : undefined
      const page = pageOf(await readComments(app, officer, params.id, { after, limit }), limit, (row) => [
        row.at,
        row.id,
      ])
      return { ...page, rows: page.rows.map((row) => shownComment(app.crypto, officer, row)) }
    },
  })

  app.route({
    ...api.writeComment,
    config,
    handler: async ({ actor, params, body }) =>
      shownComment(app.crypto, staffOf(actor), await writeComment(app, staffOf(actor), params.id, body)),
  })

  app.route({
    ...api.takeCommentBack,
    config,
    handler: async ({ actor, params: { id, commentId } }) =>
      shownComment(app.crypto, staffOf(actor), await takeCommentBack(app, staffOf(actor), id, commentId)),
  })
}
