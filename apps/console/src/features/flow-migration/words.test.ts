import { expect, test } from 'vitest'
import { isMoving, ownerWords, previewWords, progressWords, sinceProposed } from './words.ts'

test.each([
  [0, 0, '现在没有按这个流程办理的在办件。'],
  [3, 0, '3 件都不能调整。'],
  [3, 3, '3 件都可以调整。'],
  [12, 9, '12 件中 9 件可以调整，3 件不调整。'],
])('a preview of %i cases, %i of them movable', (total, movable, words) =>
  expect(previewWords({ total, movable })).toBe(words),
)

test('progress says what is left, and in the end what became of all', () => {
  const now = { total: 10, moved: 4, kept: 1 }
  expect(progressWords({ state: 'running', ...now })).toBe('共 10 件，已调整 4 件，没有调整 1 件，还有 5 件。')
  expect(progressWords({ state: 'confirmed', total: 2, moved: 0, kept: 0 })).toContain('还有 2 件')
  expect(progressWords({ state: 'done', total: 5, moved: 4, kept: 1 })).toBe('已调整 4 件，没有调整 1 件。')
})

test('the page is read again only while cases are moved', () => {
  expect(
    (['proposed', 'confirmed', 'running', 'done', 'cancelled'] as const).filter((state) => isMoving({ state })),
  ).toEqual(['confirmed', 'running'])
})

test('a step that changes hands says so', () => {
  expect(ownerWords({ ownerBefore: '审查人员', ownerAfter: '审查人员' })).toBe('审查人员办理，不变')
  expect(ownerWords({ ownerBefore: '审查人员', ownerAfter: '决定人员' })).toBe('由审查人员改为决定人员办理')
})

test('who confirms is told when the numbers are others than those proposed', () => {
  const previewed = { total: 3, movable: 3 }
  expect(sinceProposed({ previewed }, { total: 3, movable: 3 })).toBeNull()
  expect(sinceProposed({ previewed }, { total: 4, movable: 3 })).toBe(
    '提出时是 3 件，其中 3 件可以调整；下面是现在的数字。',
  )
})
