import type { ChangeDetail } from '@zhengtong/contract/catalogue-changes'
import type { Guide } from '@zhengtong/contract/guide'
import { expect } from 'vitest'
import { newId } from '../platform/ids.ts'
import { anItem, anOfficer, aProvince, type TestApp } from './factories.ts'
import { send } from './request.ts'

type Person = Awaited<ReturnType<typeof anOfficer>>
const region = { scope: 'region', regionCode: '770100' } as const
const base = '/staff/catalogue/changes'

/** An editor of guides, the three who review them, and what they do to the change requests of one item after another. */
export async function guideOffice(app: TestApp, firstSerial: number) {
  const province = await aProvince(app)
  const { code: agency } = province.agency
  const editor = await anOfficer(app, agency, ['catalogue-edit'])
  const agencyReviewer = await anOfficer(app, agency, ['catalogue-approve-agency'])
  const legal = await anOfficer(app, province.other.code, ['catalogue-approve-legal'], region)
  const office = await anOfficer(app, province.other.code, ['catalogue-approve-office'], region)
  let serial = firstSerial
  let item = { code: '', version: 0 }

  /** A published item of its own for the next test; a second has passed since. */
  async function nextItem() {
    serial += 1
    item = await anItem(app, province.agency, { taskName: `变更事项 ${serial}` }, serial)
    app.clock.advance(1_000)
    return { ...item, serial, name: `变更事项 ${serial}`, baseKey: item.code.slice(19) }
  }
  const create = (who: Person, body: object = {}, id = newId()) =>
    send<ChangeDetail>(app, who, 'POST', base, {
      id,
      kind: 'change',
      itemCode: item.code,
      baseKey: null,
      predecessors: [],
      ...body,
    })
  const show = async (who: Person, id: string) => (await send<ChangeDetail>(app, who, 'GET', `${base}/${id}`)).body
  const save = (
    who: Person,
    { id, version, guide, effectiveOn, reason }: ChangeDetail,
    change: Partial<Guide> | null,
    other: object = {},
  ) =>
    send<{ version: number }>(app, who, 'PUT', `${base}/${id}`, {
      version,
      effectiveOn,
      reason: reason || '材料有调整',
      guide: change === null ? null : { ...guide, ...change },
      ...other,
    })
  const act = async (who: Person, id: string, name: string, note: string | null = null, version?: number) =>
    send<ChangeDetail & { type: string; errors: { path: string; message: string }[] }>(
      app,
      who,
      'POST',
      `${base}/${id}/acts`,
      { actId: newId(), act: name, note, version: version ?? (await show(editor, id)).version },
    )
  /** A change of the item that waits for the last review. */
  async function reviewed(change: Partial<Guide> | null, body: object = {}, other: object = {}): Promise<string> {
    const { body: begun } = await create(editor, body)
    await save(editor, begun, change, other)
    expect((await act(editor, begun.id, 'submit')).body).toMatchObject({ state: 'agency' })
    for (const reviewer of [agencyReviewer, legal]) expect((await act(reviewer, begun.id, 'approve')).status).toBe(200)
    return begun.id
  }
  return { province, editor, agencyReviewer, legal, office, nextItem, create, show, save, act, reviewed }
}
