import { crc32, inflateRawSync } from 'node:zlib'

/** What an archive may hold: enough for a workbook of some thousand rows, too little to fill a server's memory. */
const LIMITS = { entries: 200, bytes: 16 * 1024 * 1024, ratio: 200 }
const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const MAX_COMMENT = 65_535
const [STORED, DEFLATED, ENCRYPTED] = [0, 8, 1]

/** The archive is broken, or larger inside than anything that is handed in here. */
export class BadArchive extends Error {}

/**
 * The wanted files of a ZIP archive (PKWARE APPNOTE 6.3, no Zip64). Sizes are checked before and while inflating, over all
 * entries together, so that a small file cannot become a large one.
 */
export function unzip(archive: Buffer, wanted: (name: string) => boolean): Map<string, Buffer> {
  try {
    return read(archive, wanted)
  } catch (error) {
    if (error instanceof BadArchive) throw error
    // Offsets outside the buffer, data that does not inflate or inflates further than it said.
    throw new BadArchive('the archive cannot be read', { cause: error })
  }
}

function read(archive: Buffer, wanted: (name: string) => boolean): Map<string, Buffer> {
  const end = findEnd(archive)
  const count = archive.readUInt16LE(end + 10)
  if (count > LIMITS.entries) throw new BadArchive(`${count} entries`)
  const files = new Map<string, Buffer>()
  let at = archive.readUInt32LE(end + 16)
  let total = 0
  for (let index = 0; index < count; index += 1) {
    if (archive.readUInt32LE(at) !== ENTRY) throw new BadArchive('no directory entry')
    const entry = {
      flags: archive.readUInt16LE(at + 8),
      method: archive.readUInt16LE(at + 10),
      crc: archive.readUInt32LE(at + 16),
      packed: archive.readUInt32LE(at + 20),
      size: archive.readUInt32LE(at + 24),
      local: archive.readUInt32LE(at + 42),
    }
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => archive.readUInt16LE(at + field))
    const name = archive.toString('utf8', at + 46, at + 46 + (nameLength ?? 0))
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0)
    total += entry.size
    if (total > LIMITS.bytes || entry.size > entry.packed * LIMITS.ratio + 1024)
      throw new BadArchive('too large inside')
    if (!wanted(name)) continue
    if (files.has(name)) throw new BadArchive('one name twice')
    files.set(name, contentOf(archive, entry))
  }
  return files
}

function contentOf(
  archive: Buffer,
  { flags, method, crc, packed, size, local }: Record<'flags' | 'method' | 'crc' | 'packed' | 'size' | 'local', number>,
): Buffer {
  if (flags & ENCRYPTED) throw new BadArchive('encrypted')
  if (archive.readUInt32LE(local) !== LOCAL) throw new BadArchive('no local header')
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
  if (start + packed > archive.length) throw new BadArchive('cut off')
  const body = archive.subarray(start, start + packed)
  if (method !== STORED && method !== DEFLATED) throw new BadArchive(`method ${method}`)
  const content = method === STORED ? body : inflateRawSync(body, { maxOutputLength: Math.max(size, 1) })
  if (content.length !== size || crc32(content) !== crc) throw new BadArchive('damaged')
  return content
}

/** The end record stands last, before a comment of at most 64 KiB. */
function findEnd(archive: Buffer): number {
  const earliest = Math.max(0, archive.length - END_BYTES - MAX_COMMENT)
  for (let at = archive.length - END_BYTES; at >= earliest; at -= 1) if (archive.readUInt32LE(at) === END) return at
  throw new BadArchive('no end record')
}
