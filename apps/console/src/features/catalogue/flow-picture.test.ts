import { flows, newestFlow } from '@zhengtong/domain/flows'
import { expect, test } from 'vitest'
import { pictureOf } from './flow-picture.ts'

test('every shipped flow shows each of its states once, with an owner, a clock and a way out', () => {
  for (const flow of flows) {
    const { rows, ends } = pictureOf(flow)
    expect(rows.length + ends.length).toBe(Object.keys(flow.states).length)
    for (const { owner, clock, ways } of rows) expect([owner, clock, ways.length > 0]).not.toContain('')
    for (const { ways, label } of rows) expect([label, ways.length]).not.toEqual([label, 0])
  }
})

test('states come in the order in which a case passes them', () => {
  expect(
    pictureOf(newestFlow('remote'))
      .rows.slice(0, 2)
      .map(({ label }) => label),
  ).toEqual(['已代收', '已提交'])
  const { rows, ends } = pictureOf(newestFlow('stepped'))
  const labels = rows.map(({ label }) => label)
  expect(labels.indexOf('初审完成')).toBeLessThan(labels.indexOf('审查完成'))
  expect(ends).toContain('准予')
})
