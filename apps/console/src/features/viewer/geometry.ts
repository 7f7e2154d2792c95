import { LEAST_SIDE, type Rect } from '@zhengtong/domain/marks'

/** How far a page is turned on the screen, clockwise. */
export type Turn = 0 | 90 | 180 | 270
export interface Size {
  width: number
  height: number
}
interface Point {
  x: number
  y: number
}

/** Of marks; finer than a pixel of any screen. */
const rounded = (share: number) => Math.round(share * 10_000) / 10_000
const within = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most)

/** The next quarter turn. */
export const turnOn = (turn: Turn): Turn => ((turn + 90) % 360) as Turn

/** What a page takes up once it is turned. */
export const turned = ({ width, height }: Size, turn: Turn): Size =>
  turn % 180 === 0 ? { width, height } : { width: height, height: width }

/** The scale at which a turned page is seen as a whole. */
export function fitScale(page: Size, pane: Size, turn: Turn): number {
  const { width, height } = turned(page, turn)
  return Math.min(pane.width / width, pane.height / height)
}

/** Puts a page of this size, turned about its upper left corner, back into its place. */
export function turnStyle({ width, height }: Size, turn: Turn): string {
  const [x, y] = { 0: [0, 0], 90: [height, 0], 180: [width, height], 270: [0, width] }[turn] as [number, number]
  return `translate(${x}px, ${y}px) rotate(${turn}deg)`
}

/** Which share of the page as it lies in the file is under a point of the screen; `box` is the turned page there. */
export function shareAt(point: Point, box: Size & { left: number; top: number }, turn: Turn): Point {
  const x = within((point.x - box.left) / box.width, 0, 1)
  const y = within((point.y - box.top) / box.height, 0, 1)
  return { 0: { x, y }, 90: { x: y, y: 1 - x }, 180: { x: 1 - x, y: 1 - y }, 270: { x: 1 - y, y: x } }[turn]
}

/** The frame between two corners, whichever they are. */
export function rectBetween(a: Point, b: Point): Rect {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)]
  return {
    x: rounded(x),
    y: rounded(y),
    width: rounded(Math.abs(a.x - b.x)),
    height: rounded(Math.abs(a.y - b.y)),
  }
}

/** The same frame elsewhere, never off the page. */
export const movedBy = (rect: Rect, dx: number, dy: number): Rect => ({
  ...rect,
  x: rounded(within(rect.x + dx, 0, 1 - rect.width)),
  y: rounded(within(rect.y + dy, 0, 1 - rect.height)),
})

/** A larger or smaller frame at the same corner. */
export const grownBy = (rect: Rect, dx: number, dy: number): Rect => ({
  ...rect,
  width: rounded(within(rect.width + dx, LEAST_SIDE * 2, 1 - rect.x)),
  height: rounded(within(rect.height + dy, LEAST_SIDE * 2, 1 - rect.y)),
})

/** A direction of an arrow key on the screen, as one of the page that is turned. */
export function unturned(dx: number, dy: number, turn: Turn): [number, number] {
  return { 0: [dx, dy], 90: [dy, -dx], 180: [-dx, -dy], 270: [-dy, dx] }[turn] as [number, number]
}
