import { expect, test } from 'vitest'
import { BEYOND, noRequest } from './drafts.ts'
import { withMarks } from './supplement-marks.ts'

const materials = [
  { materialId: 'id-card', name: '身份证' },
  { materialId: 'contract', name: '合同' },
  { materialId: '+0-1', name: '鉴定报告' },
]
const seal = { id: 'a', materialId: 'contract', where: '第2页右下方', note: '印章看不清' }
const date = { id: 'b', materialId: 'contract', where: '第3页', note: '没有日期' }
const face = { id: 'c', materialId: 'id-card', where: '图片左侧', note: '照片模糊' }
const marked = (marks: (typeof seal)[], left: string[] = [], before = [noRequest()]) =>
  withMarks(before, marks, left, materials)
const short = (requests: ReturnType<typeof marked>) => requests.map(({ materialId, what }) => [materialId, what])

test('marks make one request for each material, in their own words', () => {
  expect(short(marked([seal, date, face]))).toEqual([
    ['contract', '第2页右下方：印章看不清\n第3页：没有日期'],
    ['id-card', '图片左侧：照片模糊'],
  ])
  expect(marked([])).toEqual([noRequest()])
})

test('the same marks again change nothing', () => {
  const once = marked([seal, face])
  expect(marked([seal, face], [], once)).toEqual(once)
})

test('what the officer typed stays; what is left out, deleted or changed takes its line along', () => {
  const typed = marked([seal, date]).map((request) => ({ ...request, what: `${request.what}\n请补原件。` }))
  expect(short(marked([seal, date], ['a'], typed))).toEqual([['contract', '第3页：没有日期\n请补原件。']])
  expect(short(marked([date], [], typed))).toEqual([['contract', '第3页：没有日期\n请补原件。']])
  const changed = marked([seal, { ...date, note: '日期涂改' }], [], typed)
  expect(short(changed)).toEqual([['contract', '第2页右下方：印章看不清\n请补原件。\n第3页：日期涂改']])
  expect(changed[0]?.marks.map(({ id }) => id)).toEqual(['a', 'b'])
})

test('a request that only had marks goes with the last of them', () => {
  expect(short(marked([face], [], marked([seal, face])))).toEqual([['id-card', '图片左侧：照片模糊']])
  expect(marked([], [], marked([seal]))).toEqual([noRequest()])
})

test('a line that the officer reworded keeps its mark', () => {
  const [request] = marked([seal])
  const again = marked([seal], [], [{ ...noRequest(), ...request, what: '第二页的章请重盖' }])
  expect(again).toMatchObject([{ what: '第二页的章请重盖', marks: [{ id: 'a' }] }])
})

test('a mark follows its material, whatever the officer chooses in its request', () => {
  const [request] = marked([seal])
  const moved = marked([seal], [], [{ ...noRequest(), ...request, materialId: 'id-card' }])
  expect(short(moved)).toEqual([['contract', '第2页右下方：印章看不清']])
})

test('of a material beyond the guide the request is beyond it too', () => {
  expect(marked([{ ...seal, materialId: '+0-1' }])).toMatchObject([{ materialId: BEYOND, name: '鉴定报告' }])
})
