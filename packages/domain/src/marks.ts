/** A rectangle on a page as shares of its width and height, from its upper left corner; the page is not turned. */
export interface Rect {
  x: number
  y: number
  width: number
  height: number
}

/** The mark is about the page as a whole. */
export const wholePage: Rect = { x: 0, y: 0, width: 1, height: 1 }

/** The smallest side of a mark that one can see, as a share of the page. */
export const LEAST_SIDE = 0.005

/** The rectangle lies within its page and can be seen. */
export const isOnPage = ({ x, y, width, height }: Rect): boolean =>
  x >= 0 && y >= 0 && width >= LEAST_SIDE && height >= LEAST_SIDE && x + width <= 1.0001 && y + height <= 1.0001

const places = [
  ['左上方', '上方', '右上方'],
  ['左侧', '中间', '右侧'],
  ['左下方', '下方', '右下方'],
] as const
const third = (share: number): number => Math.min(Math.max(Math.floor(share * 3), 0), 2)

/** Where on the page, in words; nothing for the whole page. */
export function placeInWords({ x, y, width, height }: Rect): string {
  if (width > 0.95 && height > 0.95) return ''
  return places[third(y + height / 2)]?.[third(x + width / 2)] ?? ''
}

/** Where a mark is, as one would tell somebody on the telephone: 第2页右下方, 图片左侧. */
export function whereInWords(mediaType: string, page: number, rect: Rect): string {
  const place = placeInWords(rect)
  return mediaType.startsWith('image/') ? (place ? `图片${place}` : '整张图片') : `第${page}页${place}`
}

/** What a mark says, in one line. */
export const markInWords = ({ where, note }: { where: string; note: string }): string => `${where}：${note}`
