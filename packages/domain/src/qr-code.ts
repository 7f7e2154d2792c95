/**
 * QR codes (GB/T 18284, ISO/IEC 18004) of short texts: byte mode, error correction level M, versions 1 to 10, the mask that
 * scans best. Pure and without a library, so that server and phone draw the same squares.
 */
const CORRECTION = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26]
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5]
const CODEWORDS = [26, 44, 70, 100, 134, 172, 196, 242, 292, 346]
const ALIGNMENT = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]]

/** Rows of dark (true) and light modules, without the quiet zone of four. Throws RangeError for more than 213 bytes. */
export function qrCode(text: string): boolean[][] {
  const bytes = [...new TextEncoder().encode(text)]
  const version = CODEWORDS.findIndex((_, index) => bytes.length + (index < 9 ? 2 : 3) <= dataLength(index)) + 1
  if (version === 0) throw new RangeError('too long for a QR code of version 10')
  const codewords = withCorrection(dataCodewords(bytes, version), version)
  const drawn = [0, 1, 2, 3, 4, 5, 6, 7].map((mask) => draw(codewords, version, mask))
  return drawn.reduce((best, each) => (penalty(each) < penalty(best) ? each : best))
}

const dataLength = (index: number) => (CODEWORDS[index] ?? 0) - (CORRECTION[index] ?? 0) * (BLOCKS[index] ?? 0)

/** Mode, length, the bytes, and padding up to the version's capacity. */
function dataCodewords(bytes: number[], version: number): number[] {
  const countBits = version < 10 ? 8 : 16
  const bits = [
    '0100',
    bytes.length.toString(2).padStart(countBits, '0'),
    ...bytes.map((byte) => byte.toString(2).padStart(8, '0')),
    '0000',
  ].join('')
  const words = (bits.match(/.{1,8}/g) ?? []).map((word) => Number.parseInt(word.padEnd(8, '0'), 2))
  const capacity = dataLength(version - 1)
  const padding = Array.from({ length: Math.max(0, capacity - words.length) }, (_, n) => (n % 2 ? 0x11 : 0xec))
  return [...words.slice(0, capacity), ...padding]
}

/** Splits into blocks, adds Reed-Solomon codewords to each, and interleaves. */
function withCorrection(words: number[], version: number): number[] {
  const count = BLOCKS[version - 1] ?? 1
  const correction = CORRECTION[version - 1] ?? 0
  const short = Math.floor(words.length / count)
  const longs = words.length % count
  const starts = Array.from({ length: count + 1 }, (_, n) => n * short + Math.max(0, n - (count - longs)))
  const blocks = Array.from({ length: count }, (_, n) => words.slice(starts[n], starts[n + 1]))
  const divisor = generator(correction)
  const checks = blocks.map((block) => remainder(block, divisor))
  return [...interleave(blocks), ...interleave(checks)]
}

function interleave(blocks: number[][]): number[] {
  const longest = Math.max(...blocks.map(({ length }) => length))
  return Array.from({ length: longest }, (_, n) => blocks.flatMap((block) => block.slice(n, n + 1))).flat()
}

/** Product in GF(2^8) modulo 0x11d. */
function times(a: number, b: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d)
    product ^= ((b >>> bit) & 1) * a
  }
  return product
}

function generator(degree: number): number[] {
  let polynomial = [1]
  let root = 1
  for (let n = 0; n < degree; n += 1) {
    const scaled = polynomial.map((factor) => times(factor, root))
    polynomial = [...polynomial, 0].map((factor, index) => factor ^ (scaled[index - 1] ?? 0))
    root = times(root, 2)
  }
  return polynomial.slice(1)
}

function remainder(block: number[], divisor: number[]): number[] {
  return block.reduce(
    (rest, word) => {
      const factor = word ^ (rest[0] ?? 0)
      return divisor.map((each, index) => (rest[index + 1] ?? 0) ^ times(each, factor))
    },
    divisor.map(() => 0),
  )
}

const masks: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
]

function draw(codewords: number[], version: number, mask: number): boolean[][] {
  const size = version * 4 + 17
  const modules: (boolean | undefined)[][] = Array.from({ length: size }, () => Array(size).fill(undefined))
  const set = (x: number, y: number, dark: boolean) => {
    const row = modules[y]
    if (row && x >= 0 && x < size) row[x] = dark
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    square(set, x, y, 4, (ring) => ring !== 2 && ring !== 4)
  const places = ALIGNMENT[version - 1] ?? []
  const last = places.length - 1
  places.forEach((x, i) =>
    places.forEach((y, j) => {
      const isFinder = (i === 0 && j === 0) || (i === last && j === 0) || (i === 0 && j === last)
      if (!isFinder) square(set, x, y, 2, (ring) => ring !== 1)
    }),
  )
  for (let n = 8; n < size - 8; n += 1) {
    set(n, 6, n % 2 === 0)
    set(6, n, n % 2 === 0)
  }
  drawFormat(set, size, mask)
  if (version >= 7) drawVersion(set, size, version)
  fill(modules, codewords, masks[mask] ?? (() => false))
  return modules.map((row) => row.map((dark) => dark === true))
}

type Set = (x: number, y: number, dark: boolean) => void

function square(set: Set, x: number, y: number, radius: number, isDark: (ring: number) => boolean): void {
  for (let dy = -radius; dy <= radius; dy += 1)
    for (let dx = -radius; dx <= radius; dx += 1)
      if (y + dy >= 0) set(x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))))
}

/** Level M is 0 in the two leading bits; ten check bits follow, BCH(15, 5). */
function drawFormat(set: Set, size: number, mask: number): void {
  let rest = mask
  for (let n = 0; n < 10; n += 1) rest = (rest << 1) ^ ((rest >>> 9) * 0x537)
  const bits = ((mask << 10) | rest) ^ 0x5412
  const bit = (n: number) => ((bits >>> n) & 1) === 1
  for (let n = 0; n <= 5; n += 1) set(8, n, bit(n))
  set(8, 7, bit(6))
  set(8, 8, bit(7))
  set(7, 8, bit(8))
  for (let n = 9; n < 15; n += 1) set(14 - n, 8, bit(n))
  for (let n = 0; n < 8; n += 1) set(size - 1 - n, 8, bit(n))
  for (let n = 8; n < 15; n += 1) set(8, size - 15 + n, bit(n))
  set(8, size - 8, true)
}

function drawVersion(set: Set, size: number, version: number): void {
  let rest = version
  for (let n = 0; n < 12; n += 1) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25)
  const bits = (version << 12) | rest
  for (let n = 0; n < 18; n += 1) {
    const dark = ((bits >>> n) & 1) === 1
    set(size - 11 + (n % 3), Math.floor(n / 3), dark)
    set(Math.floor(n / 3), size - 11 + (n % 3), dark)
  }
}

/** The codewords, in columns of two from the right, up and down by turns, through what is still free. */
function fill(modules: (boolean | undefined)[][], codewords: number[], mask: (x: number, y: number) => boolean): void {
  const size = modules.length
  let n = 0
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < size; step += 1) {
      const y = ((right + 1) & 2) === 0 ? size - 1 - step : step
      const row = modules[y] ?? []
      for (const x of [right, right - 1]) {
        if (row[x] !== undefined) continue
        const dark = (((codewords[n >>> 3] ?? 0) >>> (7 - (n & 7))) & 1) === 1
        row[x] = dark !== mask(x, y)
        n += 1
      }
    }
  }
}

/** The standard's four rules: long runs, squares of four, false finders, and too much of one colour. */
function penalty(modules: boolean[][]): number {
  const rows = modules.map((row) => row.map((dark) => (dark ? '1' : '0')).join(''))
  const columns = modules.map((_, x) => rows.map((row) => row[x]).join(''))
  let points = 0
  for (const line of [...rows, ...columns]) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) points += run.length - 2
    points += 40 * [...line.matchAll(/(?=00001011101|10111010000)/g)].length
  }
  modules.forEach((row, y) => {
    const above = modules[y - 1] ?? []
    row.forEach((dark, x) => {
      if (dark === row[x - 1] && dark === above[x] && dark === above[x - 1]) points += 3
    })
  })
  const dark = rows.join('').replaceAll('0', '').length / rows.length ** 2
  return points + 10 * Math.floor(Math.abs(dark - 0.5) * 20)
}
