/**
 * SM3 digest (GB/T 32905-2016) of bytes, lower-case hex. For browsers, which have none of their own: a person compares a
 * file with the digest that was recorded, without handing it to anybody. Servers use OpenSSL's.
 */
export function sm3(bytes: Uint8Array): string {
  const length = bytes.length
  const blocks = Math.ceil((length + 9) / 64)
  const padded = new Uint8Array(blocks * 64)
  padded.set(bytes)
  padded[length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(length / 2 ** 29))
  view.setUint32(padded.length - 4, (length << 3) >>> 0)

  const state = new Uint32Array([
    0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
  ])
  const words = new Uint32Array(68)
  for (let block = 0; block < blocks; block += 1) {
    for (let n = 0; n < 16; n += 1) words[n] = view.getUint32(block * 64 + n * 4)
    compress(state, words)
  }
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('')
}

const rotate = (word: number, by: number) => (word << (by % 32)) | (word >>> ((32 - by) % 32))
const p0 = (x: number) => x ^ rotate(x, 9) ^ rotate(x, 17)
const p1 = (x: number) => x ^ rotate(x, 15) ^ rotate(x, 23)
const at = (words: Uint32Array, n: number) => words[n] ?? 0

/** One block into the state; `words` holds its first sixteen words and is filled up here. Names as in the standard. */
function compress(state: Uint32Array, words: Uint32Array): void {
  for (let n = 16; n < 68; n += 1)
    words[n] =
      p1(at(words, n - 16) ^ at(words, n - 9) ^ rotate(at(words, n - 3), 15)) ^
      rotate(at(words, n - 13), 7) ^
      at(words, n - 6)
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let n = 0; n < 64; n += 1) {
    const constant = n < 16 ? 0x79cc4519 : 0x7a879d8a
    const ss1 = rotate((rotate(a, 12) + e + rotate(constant, n)) | 0, 7)
    const ss2 = ss1 ^ rotate(a, 12)
    const ff = n < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c)
    const gg = n < 16 ? e ^ f ^ g : (e & f) | (~e & g)
    const tt1 = (ff + d + ss2 + (at(words, n) ^ at(words, n + 4))) | 0
    const tt2 = (gg + h + ss1 + at(words, n)) | 0
    ;[d, c, b, a] = [c, rotate(b, 9), a, tt1]
    ;[h, g, f, e] = [g, rotate(f, 19), e, p0(tt2)]
  }
  ;[a, b, c, d, e, f, g, h].forEach((word, n) => {
    state[n] = at(state, n) ^ word
  })
}
