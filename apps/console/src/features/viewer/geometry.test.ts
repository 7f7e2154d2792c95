import { expect, test } from 'vitest'
import {
  fitScale,
  grownBy,
  movedBy,
  rectBetween,
  shareAt,
  turned,
  turnOn,
  turnStyle,
  unturned,
  type Turn,
} from './geometry.ts'

const page = { width: 200, height: 100 }
const turns: Turn[] = [0, 90, 180, 270]

/** Where a share of the page is on the screen once the style has turned it: what browsers do with the transform. */
function onScreen({ x, y }: { x: number; y: number }, turn: Turn) {
  const [, tx, ty] = /translate\((-?\d+)px, (-?\d+)px\)/.exec(turnStyle(page, turn)) ?? []
  const angle = (turn * Math.PI) / 180
  const [px, py] = [x * page.width, y * page.height]
  return {
    x: Number(tx) + px * Math.cos(angle) - py * Math.sin(angle),
    y: Number(ty) + px * Math.sin(angle) + py * Math.cos(angle),
  }
}

test('a point that is drawn and touched again is the same point, however the page is turned', () => {
  for (const turn of turns)
    for (const share of [
      { x: 0, y: 0 },
      { x: 0.25, y: 0.75 },
      { x: 1, y: 0.4 },
    ]) {
      const there = onScreen(share, turn)
      const box = { left: 30, top: 7, ...turned(page, turn) }
      const again = shareAt({ x: there.x + 30, y: there.y + 7 }, box, turn)
      expect(again.x, `${turn}`).toBeCloseTo(share.x)
      expect(again.y, `${turn}`).toBeCloseTo(share.y)
    }
})

test('a turned page lies where its box is', () => {
  for (const turn of turns) {
    const corners = [0, 1].flatMap((x) => [0, 1].map((y) => onScreen({ x, y }, turn)))
    expect(Math.min(...corners.map(({ x }) => x))).toBeCloseTo(0)
    expect(Math.min(...corners.map(({ y }) => y))).toBeCloseTo(0)
    expect(Math.max(...corners.map(({ x }) => x))).toBeCloseTo(turned(page, turn).width)
  }
  expect(turns.map(turnOn)).toEqual([90, 180, 270, 0])
})

test('a page fits the pane whole, lying or standing', () => {
  expect(fitScale(page, { width: 400, height: 400 }, 0)).toBe(2)
  expect(fitScale(page, { width: 50, height: 400 }, 90)).toBe(0.5)
})

test('frames keep to the page', () => {
  expect(rectBetween({ x: 0.8, y: 0.2 }, { x: 0.3, y: 0.5 })).toEqual({ x: 0.3, y: 0.2, width: 0.5, height: 0.3 })
  expect(shareAt({ x: -50, y: 900 }, { left: 0, top: 0, ...page }, 0)).toEqual({ x: 0, y: 1 })
  const rect = { x: 0.7, y: 0.1, width: 0.2, height: 0.1 }
  expect(movedBy(rect, 0.5, -0.5)).toEqual({ ...rect, x: 0.8, y: 0 })
  expect(grownBy(rect, 0.5, -0.5)).toEqual({ ...rect, width: 0.3, height: 0.01 })
})

test('an arrow key moves a frame the way it points on the screen', () => {
  for (const turn of turns) {
    const [dx, dy] = unturned(0.1, 0, turn)
    const [from, to] = [onScreen({ x: 0.5, y: 0.5 }, turn), onScreen({ x: 0.5 + dx, y: 0.5 + dy }, turn)]
    expect(to.x - from.x, `${turn}`).toBeGreaterThan(5)
    expect(to.y - from.y, `${turn}`).toBeCloseTo(0)
  }
})
