import { inflateSync } from 'node:zlib'
import { decodeQR } from 'qr/decode.js'

/** Reads the QR code that is printed on a PDF of ours, as a phone's camera would. */
export function printedCode(pdf: Buffer): string {
  const drawn = contentsOf(pdf).flatMap((content) => /q 0 g (.*) f Q/.exec(content)?.[1] ?? [])
  const squares = [...(drawn[0] ?? '').matchAll(/([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re/g)].map(
    ([, x, y, width, height]) => ({ x: Number(x), y: Number(y), width: Number(width), height: Number(height) }),
  )
  const unit = squares[0]?.height ?? 1
  const left = Math.min(...squares.map(({ x }) => x))
  const bottom = Math.min(...squares.map(({ y }) => y))
  const modules = Math.round((Math.max(...squares.map(({ x, width }) => x + width)) - left) / unit)
  // Four pixels a module and a white edge of four modules.
  const side = (modules + 8) * 4
  const data = new Uint8Array(side * side * 3).fill(255)
  for (const { x, y, width } of squares) {
    const column = (4 + Math.round((x - left) / unit)) * 4
    const row = (4 + modules - 1 - Math.round((y - bottom) / unit)) * 4
    for (let down = 0; down < 4; down += 1) {
      const start = ((row + down) * side + column) * 3
      data.fill(0, start, start + Math.round(width / unit) * 12)
    }
  }
  return decodeQR({ width: side, height: side, data })
}

/** The compressed streams that unpack to text. */
function contentsOf(pdf: Buffer): string[] {
  const contents: string[] = []
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 7)) {
    if (pdf.toString('latin1', at - 3, at) === 'end') continue
    contents.push(inflateSync(pdf.subarray(at + 7, pdf.indexOf('\nendstream', at))).toString('latin1'))
  }
  return contents
}
