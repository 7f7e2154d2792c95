import * as api from '@zhengtong/contract/rights'
import { staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { legalDate } from '../../platform/clock.ts'
import { decodeCursor, instantKey, pageOf, textKey, uuidKey } from '../../platform/cursor.ts'
import { Problem } from '../../platform/problem.ts'
import { rights } from '../access/index.ts'
import { decideChange, proposeChange, shown, withdrawChange } from './changes.ts'
import { diffOf } from './diff.ts'
import * as store from './store.ts'

const allow = 'staff:grant'

export function routes(app: App) {
  app.route({ ...api.listRoles, config: { allow }, handler: () => rights.listRoles(app.db) })

  app.route({
    ...api.listHolders,
    config: { allow },
    handler: async ({ query, actor }) => {
      const { search, roleId, cursor, limit = 20 } = query
      const [login] = decodeCursor(cursor, [textKey]) ?? []
      const people = await rights.listPeople(app.db, {
        ...(search ? { search } : {}),
        ...(roleId ? { roleId } : {}),
        ...(login === undefined ? {} : { after: login }),
        limit,
      })
      const page = pageOf(people, limit, (person) => [person.login])
      const held = await rights.rightsOf(
        app.db,
        page.rows.map(({ id }) => id),
        legalDate(actor.now),
      )
      return {
        next: page.next,
        rows: page.rows.map((person) => ({
          ...person,
          grants: held
            .filter(({ staffId }) => staffId === person.id)
            .map(({ grantId, roleId: role, roleName, validFrom, validUntil }) => ({
              id: grantId,
              roleId: role,
              roleName,
              validFrom,
              validUntil,
            })),
        })),
      }
    },
  })

  app.route({
    ...api.previewChange,
    config: { allow },
    handler: ({ body, actor }) => diffOf(app.db, body.change, actor.now),
  })

  app.route({
    ...api.proposeChange,
    config: { allow },
    handler: async ({ body, actor }, reply) => reply.code(201).send(await proposeChange(app.db, staffOf(actor), body)),
  })

  app.route({
    ...api.listChanges,
    config: { allow },
    handler: async ({ query, actor }) => {
      const { state, cursor, limit = 20 } = query
      const [proposedAt, id] = decodeCursor(cursor, [instantKey, uuidKey]) ?? []
      const after = proposedAt !== undefined && id !== undefined ? { proposedAt, id } : undefined
      const rows = await store.listChanges(app.db, { state, after, limit })
      const page = pageOf(rows, limit, (row) => [row.proposedAt, row.id])
      return { next: page.next, rows: page.rows.map((row) => shown(row, staffOf(actor))) }
    },
  })

  app.route({
    ...api.getChange,
    config: { allow },
    handler: async ({ params, actor }) => {
      const row = await store.findChange(app.db, params.id)
      if (!row) throw new Problem(api.ChangeNotFound)
      const diff = row.state === 'proposed' ? await diffOf(app.db, row.change, actor.now).catch(gone) : null
      return { change: shown(row, staffOf(actor)), diff }
    },
  })

  app.route({
    ...api.decideChange,
    config: { allow },
    handler: ({ params, body, actor }) => decideChange(app.db, staffOf(actor), { ...params, ...body }),
  })

  app.route({
    ...api.withdrawChange,
    config: { allow },
    handler: ({ params, actor }) => withdrawChange(app.db, staffOf(actor), params.id),
  })
}

/** What it was about is gone meanwhile: the change can still be read and rejected. */
function gone(error: unknown): null {
  if (error instanceof Problem) return null
  throw error
}
