import { decodeQR } from 'qr/decode.js'
import { expect, test } from 'vitest'
import { qrCode } from './qr-code.ts'

/** As a scanner sees it: four pixels a module, with the quiet zone. */
function picture(modules: boolean[][]) {
  const side = (modules.length + 8) * 4
  const rgb = new Uint8Array(side * side * 3).fill(255)
  modules.forEach((row, y) =>
    row.forEach((dark, x) => {
      if (!dark) return
      for (let dy = 0; dy < 4; dy += 1) {
        const start = (((y + 4) * 4 + dy) * side + (x + 4) * 4) * 3
        rgb.fill(0, start, start + 12)
      }
    }),
  )
  return { width: side, height: side, data: rgb }
}

for (const length of [1, 14, 15, 26, 42, 62, 84, 106, 122, 152, 180, 213]) {
  test(`a text of ${length} bytes is read back by an independent decoder`, () => {
    const text = `https://zwfw.example.gov.cn/verify/${'aB3-_9'.repeat(40)}`.slice(0, length)
    expect(decodeQR(picture(qrCode(text)))).toBe(text)
  })
}

test('a text too long is refused, not cut', () => {
  expect(() => qrCode('x'.repeat(214))).toThrow(RangeError)
})
