import type { FlowMigration, MigrationOutcome, MigrationPreview } from '@zhengtong/contract/flow-migrations'
import type { Guide } from '@zhengtong/contract/guide'
import type { StaffCase } from '@zhengtong/contract/staff-cases'
import { newestFlow } from '@zhengtong/domain/flows'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { newId } from '../platform/ids.ts'
import { aCitizen, anItem, anOfficer, aProvince, aSubmission, type TestApp } from './factories.ts'
import { send } from './request.ts'

type FlowCode = NonNullable<Guide['flow']>
type Who = { cookie: string }
type Answer = FlowMigration & { type: string; detail: string; errors: { path: string; message: string }[] }

/** Who moves cases to another flow, who handles them, and items whose guide has just changed its flow. */
export async function migrationOffice(app: TestApp) {
  const province = await aProvince(app)
  const { agency, other } = province
  const region = { scope: 'region', regionCode: '770100' } as const
  const people = {
    editor: await anOfficer(app, agency.code, ['catalogue-edit']),
    office: await anOfficer(app, other.code, ['catalogue-approve-office'], region),
    office2: await anOfficer(app, other.code, ['catalogue-approve-office'], region),
    both: await anOfficer(app, agency.code, ['catalogue-edit', 'catalogue-approve-office']),
    stranger: await anOfficer(app, other.code, ['catalogue-edit', 'catalogue-approve-office']),
    clerk: await anOfficer(app, agency.code, ['accept', 'review']),
    second: await anOfficer(app, agency.code, ['review']),
    head: await anOfficer(app, agency.code, ['decide', 'approve']),
  }
  const citizen = await aCitizen(app)
  let serial = 7700

  /** An item, and how its guide gets another flow. */
  async function nextItem(flow: FlowCode, change: Partial<Guide> = {}) {
    serial += 1
    const own = serial
    const limits = { anticipateDay: 20, promiseDay: 10, anticipateType: 'workday', promiseType: 'workday' } as const
    const guide = { ...limits, specialProcedure: [{ name: '听证' }], taskName: `迁移事项 ${own}`, ...change }
    // A flow whose clock never stands still names no special procedures.
    const specials = (code: FlowCode) => (newestFlow(code).states.suspended ? guide.specialProcedure : [])
    const publish = (code: FlowCode) =>
      anItem(app, agency, { ...guide, flow: code, specialProcedure: specials(code) }, own)
    return { ...(await publish(flow)), flow, turnTo: publish }
  }
  type Item = Awaited<ReturnType<typeof nextItem>>
  async function aCase(item: Item): Promise<string> {
    const submission = await aSubmission(app, citizen, item)
    expect((await send(app, citizen, 'POST', '/cases', submission)).status).toBe(201)
    return submission.id
  }
  const act = async (who: Who, id: string, kind: string, version: number, fields: object = {}) =>
    send<Answer>(app, who, 'POST', `/staff/cases/${id}/${kind}`, { actId: newId(), version, ...fields })
  async function accepted(item: Item): Promise<string> {
    const id = await aCase(item)
    expect((await act(people.clerk, id, 'acceptance', 1)).status).toBe(200)
    return id
  }
  const from = ({ flow }: Item) => `flow=${flow}&flowVersion=1`
  const preview = async (item: Item, who: Who = people.editor) =>
    (await send<MigrationPreview>(app, who, 'GET', `/staff/catalogue/items/${item.code}/flow-preview?${from(item)}`))
      .body
  const propose = async (item: Item, who: Who = people.editor, more: object = {}) =>
    send<Answer>(app, who, 'POST', '/staff/flow-migrations', {
      id: newId(),
      itemCode: item.code,
      flow: item.flow,
      flowVersion: 1,
      fingerprint: (await preview(item, who)).fingerprint,
      reason: '指南改为新的办理流程',
      ...more,
    })
  const get = async (id: string, who: Who = people.office) =>
    (
      await send<{ migration: FlowMigration; preview: MigrationPreview | null }>(
        app,
        who,
        'GET',
        `/staff/flow-migrations/${id}`,
      )
    ).body
  const confirm = async (id: string, who: Who = people.office, fingerprint?: string) =>
    send<Answer>(app, who, 'POST', `/staff/flow-migrations/${id}/confirmation`, {
      fingerprint: fingerprint ?? (await get(id)).preview?.fingerprint ?? '0'.repeat(64),
    })
  const cancel = (id: string, who: Who) =>
    send<Answer>(app, who, 'POST', `/staff/flow-migrations/${id}/cancellation`, { note: '先不办' })
  /** An item whose guide has just gone from one flow to another, with an accepted case and one that waits. */
  async function turned(flow: FlowCode, to: FlowCode) {
    const item = await nextItem(flow)
    const [accepted1, fresh] = [await accepted(item), await aCase(item)]
    app.clock.advance(60_000)
    await item.turnTo(to)
    return { item, accepted: accepted1, fresh }
  }
  const outcomes = async (id: string, moved?: boolean) =>
    (
      await send<{ rows: MigrationOutcome[] }>(
        app,
        people.office,
        'GET',
        `/staff/flow-migrations/${id}/outcomes${moved === undefined ? '' : `?moved=${moved}`}`,
      )
    ).body.rows
  const show = async (id: string) => (await send<StaffCase>(app, people.clerk, 'GET', `/staff/cases/${id}`)).body
  const rowOf = async (id: string) =>
    (
      await sql<Record<string, unknown>>`select flow, flow_version, version, status, handler_id, due_on, legal_due_on,
        promise_due_on, alarm_on, item_version from cases."case" where id = ${id}`.execute(app.services.db)
    ).rows[0]
  /** What was told of a migration, in its order. */
  const eventsOf = async (id: string) =>
    (
      await sql<{
        type: string
      }>`select type from platform.event where subject->>'migrationId' = ${id} order by at, id`.execute(app.services.db)
    ).rows.map(({ type }) => type)
  const acts = { act, preview, propose, get, confirm, cancel }
  return { ...people, ...acts, turned, outcomes, show, rowOf, eventsOf, province, citizen, nextItem, aCase, accepted }
}

/** The row of a proposal, for whoever needs nothing but that it is there. */
export const aProposal = (itemCode: string, agencyCode: string, proposedBy: string) => ({
  item_code: itemCode,
  item_name: 'x',
  agency_code: agencyCode,
  agency_name: 'x',
  from_flow: 'paper',
  from_version: 1,
  to_flow: 'standard',
  to_version: 1,
  state: 'proposed',
  reason: 'x',
  fingerprint: 'x',
  previewed_total: 1,
  previewed_movable: 1,
  proposed_by: proposedBy,
  proposed_at: '2026-11-23T02:00:00Z',
})
