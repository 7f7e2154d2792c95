import * as api from '@zhengtong/contract/catalogue-changes'
import * as listApi from '@zhengtong/contract/catalogue-lists'
import { staffOf, type StaffMember } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { decodeCursor, instantKey, pageOf, textKey, uuidKey } from '../../platform/cursor.ts'
import { Problem } from '../../platform/problem.ts'
import * as access from '../access/index.ts'
import { actOnChange } from './act-on-change.ts'
import { READING, reviewers, stages } from './change-flow.ts'
import { listChangeRequests } from './change-store.ts'
import { createChange } from './create-change.ts'
import * as lists from './list-store.ts'
import { saveBaseItem, saveChange } from './save-change.ts'
import { showChange, summaryOf } from './show-change.ts'

const VERSIONS_SHOWN = 20

/** Items and change requests of whoever writes or reviews guides; every query carries his scope. */
export function routes(app: App) {
  const { db } = app
  const reading = (officer: StaffMember) => access.scopeOf(db, officer, READING)

  app.route({
    ...listApi.listOwnItems,
    config: { allow: 'staff' },
    handler: async ({ actor, query: { cursor, limit = 20, search, state, behind } }) => {
      const [after] = decodeCursor(cursor, [textKey]) ?? []
      const now = actor.now.toISOString()
      const asked = { search: search?.trim(), state, behind, after, limit }
      const rows = await lists.listOwnItems(db, await reading(staffOf(actor)), now, asked)
      const page = pageOf(rows, limit, ({ code }) => [code])
      return { next: page.next, rows: page.rows.map(shownItem) }
    },
  })

  app.route({
    ...listApi.listItemVersions,
    config: { allow: 'staff' },
    handler: async ({ actor, params: { code } }) => {
      const item = await lists.findOwnItem(db, await reading(staffOf(actor)), code)
      if (!item) throw new Problem(listApi.OwnItemNotFound)
      const versions = await lists.listVersions(db, code, VERSIONS_SHOWN)
      return { name: item.name, versions, links: await lists.listSuccessions(db, code) }
    },
  })

  app.route({
    ...listApi.listBaseItems,
    config: { allow: 'staff' },
    handler: async ({ actor, query: { cursor, limit = 20, search } }) => {
      const [after] = decodeCursor(cursor, [textKey]) ?? []
      // The base list is public; it is shown where it is worked with.
      const isReader = staffOf(actor).permissions.some((each) => READING.includes(each))
      const rows = isReader ? await lists.listBase(db, { search: search?.trim(), after, limit }) : []
      const page = pageOf(rows, limit, ({ key }) => [key])
      return { ...page, rows: page.rows as listApi.BaseItem[] }
    },
  })

  app.route({
    ...listApi.saveBaseItem,
    config: { allow: `staff:${reviewers.office}` },
    handler: ({ actor, params, body }) => saveBaseItem(db, staffOf(actor), { ...body, ...params }),
  })

  app.route({
    ...api.listChanges,
    config: { allow: 'staff' },
    handler: async ({ actor, query: { state, waiting, itemCode, cursor, limit = 20 } }) => {
      const officer = staffOf(actor)
      const [updatedAt, id] = decodeCursor(cursor, [instantKey, uuidKey]) ?? []
      const after = updatedAt !== undefined && id !== undefined ? { updatedAt, id } : undefined
      const rows = await listChangeRequests(db, await reading(officer), {
        state,
        waiting: waiting ? await waitingFor(officer) : undefined,
        itemCode,
        after,
        limit,
        now: officer.now.toISOString(),
      })
      const page = pageOf(rows, limit, (row) => [row.updatedAt, row.id])
      return { next: page.next, rows: page.rows.map((row) => summaryOf(row, officer.now)) }
    },
  })

  /** What waits for this officer: reviews as far as each right reaches, and what was returned to him. */
  async function waitingFor(officer: StaffMember) {
    return [
      ...(await Promise.all(
        stages.map(async (state) => ({ state, scope: await access.scopeOf(db, officer, [reviewers[state]]) })),
      )),
      { state: 'returned' as const, scope: await access.scopeOf(db, officer, ['catalogue-edit']) },
    ]
  }

  app.route({
    ...api.createChange,
    config: { allow: 'staff:catalogue-edit' },
    handler: async ({ actor, body }, reply) => {
      await createChange(db, staffOf(actor), body)
      return reply.code(201).send(await showChange(db, staffOf(actor), body.id))
    },
  })

  app.route({
    ...api.getChange,
    config: { allow: 'staff' },
    handler: ({ actor, params }) => showChange(db, staffOf(actor), params.id),
  })

  app.route({
    ...api.saveChange,
    config: { allow: 'staff:catalogue-edit' },
    handler: ({ actor, params, body }) => saveChange(db, staffOf(actor), params.id, body),
  })

  app.route({
    ...api.actOnChange,
    config: { allow: 'staff' },
    handler: async ({ actor, params, body }) => {
      await actOnChange(db, staffOf(actor), params.id, body)
      return showChange(db, staffOf(actor), params.id)
    },
  })
}

function shownItem({
  plannedVersion,
  plannedFrom,
  nextState,
  nextStateAt,
  ...row
}: Awaited<ReturnType<typeof lists.listOwnItems>>[number]): listApi.ListedItem {
  return {
    ...row,
    planned:
      plannedVersion !== null && plannedFrom !== null ? { version: plannedVersion, effectiveFrom: plannedFrom } : null,
    plannedState: nextState && nextStateAt ? { state: nextState, from: nextStateAt } : null,
  }
}
