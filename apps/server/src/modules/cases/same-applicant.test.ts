import type { SameApplicantCase } from '@zhengtong/contract/staff-cases'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anItem, anOfficer, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

let app: TestApp
let items: Awaited<ReturnType<typeof anItem>>[]
let clerk: { id: string; cookie: string }
let elsewhere: { id: string; cookie: string }
let supervisor: { id: string; cookie: string }
beforeAll(async () => {
  app = await startTestApp()
  const { agency, other } = await aProvince(app)
  items = [await anItem(app, agency, {}, 7501), await anItem(app, agency, {}, 7502), await anItem(app, other, {}, 7503)]
  clerk = await anOfficer(app, agency.code, ['accept', 'review'])
  elsewhere = await anOfficer(app, other.code, ['accept', 'review'])
  supervisor = await anOfficer(app, agency.code, ['supervise'], { scope: 'region', regionCode: '770100' })
})
afterAll(() => app.close())

type Citizen = Awaited<ReturnType<typeof aCitizen>>
async function apply(citizen: Citizen, index: number): Promise<string> {
  const item = items[index]
  if (!item) throw new Error('no such item')
  const submission = await aSubmission(app, citizen, item)
  expect((await send(app, citizen, 'POST', '/cases', submission)).status).toBe(201)
  app.clock.advance(1_000)
  return submission.id
}
const seen = (who: { cookie: string }, id: string) =>
  send<SameApplicantCase[]>(app, who, 'GET', `/staff/cases/${id}/same-applicant`)

test('an officer sees what else the applicant has within his scope, and what may have been applied for twice', async () => {
  const [zhang, li] = [await aCitizen(app), await aCitizen(app)]
  const [first, second, third, far] = [
    await apply(zhang, 0),
    await apply(zhang, 0),
    await apply(zhang, 1),
    await apply(zhang, 2),
  ]
  await apply(li, 0)
  expect((await seen(clerk, first)).body).toMatchObject([
    { id: third, isSameItem: false, isOpen: true, statusLabel: '已提交' },
    { id: second, isSameItem: true, isOpen: true },
  ])
  expect((await seen(supervisor, first)).body.map(({ id }) => id)).toEqual([far, third, second])
  expect((await seen(elsewhere, far)).body).toEqual([])
  expect((await seen(elsewhere, first)).status).toBe(404)

  await send(app, zhang, 'POST', `/cases/${second}/withdrawal`, { actId: newId(), version: 1 })
  expect((await seen(clerk, first)).body.find(({ id }) => id === second)).toMatchObject({
    isOpen: false,
    isSameItem: false,
    statusLabel: '已撤回',
  })
})
