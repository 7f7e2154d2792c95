/**
 * A TrueType font (ISO/IEC 14496-22) as far as PDF needs it: which glyph a character has, how wide it is, and a small font
 * of chosen glyphs to embed. Tables are looked into where they lie; nothing is unpacked when the font is opened.
 */
export interface Font {
  /** Widths are in thousandths of the type size. */
  readonly ascent: number
  readonly descent: number
  readonly capHeight: number
  readonly box: readonly number[]
  /** The glyph of a code point; 0 when the font has none. */
  glyphOf(codePoint: number): number
  widthOf(glyph: number): number
  /** A font whose glyph n is `glyphs[n]` of this one; what those are composed of follows behind. */
  subset(glyphs: readonly number[]): Buffer
}

/** Opens a font of 1,000 units an em with outlines in `glyf`; throws when it is of another kind. */
export function openFont(file: Buffer): Font {
  const tables = tablesOf(file)
  const table = (tag: string): Buffer => {
    const found = tables.get(tag)
    if (!found) throw new Error(`the font has no table ${tag}`)
    return found
  }
  const head = table('head')
  if (head.readUInt16BE(18) !== 1_000 || head.readInt16BE(50) !== 1)
    throw new Error('a font of 1,000 units an em with long offsets is needed')
  const hhea = table('hhea')
  const metrics = hhea.readUInt16BE(34)
  const hmtx = table('hmtx')
  const groups = segmentsOf(table('cmap'))
  const widthOf = (glyph: number) => hmtx.readUInt16BE(Math.min(glyph, metrics - 1) * 4)
  return {
    ascent: hhea.readInt16BE(4),
    descent: hhea.readInt16BE(6),
    capHeight: table('OS/2').readInt16BE(88),
    box: [36, 38, 40, 42].map((at) => head.readInt16BE(at)),
    glyphOf: (codePoint) => glyphIn(groups, codePoint),
    widthOf,
    subset: (glyphs) => subsetOf(table, widthOf, glyphs),
  }
}

function tablesOf(file: Buffer): Map<string, Buffer> {
  const count = file.readUInt16BE(4)
  return new Map(
    Array.from({ length: count }, (_, n) => {
      const entry = 12 + n * 16
      const start = file.readUInt32BE(entry + 8)
      return [file.toString('latin1', entry, entry + 4), file.subarray(start, start + file.readUInt32BE(entry + 12))]
    }),
  )
}

const GROUP = 12

/** The groups of the character map in format 12, which reaches past the first 65,536 characters. */
function segmentsOf(cmap: Buffer): Buffer {
  for (let n = 0; n < cmap.readUInt16BE(2); n += 1) {
    const start = cmap.readUInt32BE(4 + n * 8 + 4)
    if (cmap.readUInt16BE(start) === 12)
      return cmap.subarray(start + 16, start + 16 + cmap.readUInt32BE(start + 12) * GROUP)
  }
  throw new Error('the font has no character map of format 12')
}

function glyphIn(groups: Buffer, codePoint: number): number {
  let low = 0
  let high = groups.length / GROUP - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const first = groups.readUInt32BE(middle * GROUP)
    if (codePoint < first) high = middle - 1
    else if (codePoint > groups.readUInt32BE(middle * GROUP + 4)) low = middle + 1
    else return groups.readUInt32BE(middle * GROUP + 8) + codePoint - first
  }
  return 0
}

function subsetOf(table: (tag: string) => Buffer, widthOf: (glyph: number) => number, glyphs: readonly number[]) {
  const glyf = table('glyf')
  const loca = table('loca')
  const outlineOf = (glyph: number) =>
    Buffer.from(glyf.subarray(loca.readUInt32BE(glyph * 4), loca.readUInt32BE(glyph * 4 + 4)))
  const chosen = [...glyphs]
  const outlines: Buffer[] = []
  for (let n = 0; n < chosen.length; n += 1) {
    const outline = outlineOf(chosen[n] ?? 0)
    for (const at of componentsOf(outline)) {
      const component = outline.readUInt16BE(at)
      outline.writeUInt16BE(chosen.length, at)
      chosen.push(component)
    }
    outlines.push(padded(outline))
  }
  const offsets = Buffer.alloc((chosen.length + 1) * 4)
  let end = 0
  outlines.forEach(({ length }, n) => {
    end += length
    offsets.writeUInt32BE(end, (n + 1) * 4)
  })
  const widths = Buffer.alloc(chosen.length * 4)
  chosen.forEach((glyph, n) => {
    widths.writeUInt16BE(widthOf(glyph), n * 4)
    // The left edge of the outline; of a space, which has none, 0.
    const outline = outlines[n]
    if (outline?.length) widths.writeInt16BE(outline.readInt16BE(2), n * 4 + 2)
  })
  return fontFile({
    glyf: Buffer.concat(outlines),
    head: table('head'),
    hhea: changed(table('hhea'), 34, chosen.length),
    hmtx: widths,
    loca: offsets,
    maxp: changed(table('maxp'), 4, chosen.length),
  })
}

const MORE = 0x20

/** Where in a composed glyph the numbers of its components stand; none for a simple one. */
function componentsOf(outline: Buffer): number[] {
  if (outline.length === 0 || outline.readInt16BE(0) >= 0) return []
  const places: number[] = []
  let at = 10
  for (let flags = MORE; flags & MORE;) {
    flags = outline.readUInt16BE(at)
    places.push(at + 2)
    const scale = flags & 0x8 ? 2 : flags & 0x40 ? 4 : flags & 0x80 ? 8 : 0
    at += 4 + (flags & 0x1 ? 4 : 2) + scale
  }
  return places
}

function changed(table: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(table)
  copy.writeUInt16BE(value, at)
  return copy
}

const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)])

function fontFile(tables: Record<string, Buffer>): Buffer {
  const entries = Object.entries(tables)
  const header = Buffer.alloc(12 + entries.length * 16)
  header.writeUInt32BE(0x00010000, 0)
  header.writeUInt16BE(entries.length, 4)
  // The three that follow are for searching the directory by halves.
  const power = Math.floor(Math.log2(entries.length))
  header.writeUInt16BE(2 ** power * 16, 6)
  header.writeUInt16BE(power, 8)
  header.writeUInt16BE((entries.length - 2 ** power) * 16, 10)
  let start = header.length
  const bodies = entries.map(([tag, bytes], n) => {
    const at = 12 + n * 16
    const body = padded(bytes)
    header.write(tag, at, 'latin1')
    header.writeUInt32BE(checksum(body), at + 4)
    header.writeUInt32BE(start, at + 8)
    header.writeUInt32BE(bytes.length, at + 12)
    start += body.length
    return body
  })
  return Buffer.concat([header, ...bodies])
}

function checksum(body: Buffer): number {
  let sum = 0
  for (let at = 0; at < body.length; at += 4) sum = (sum + body.readUInt32BE(at)) >>> 0
  return sum
}
