import { crc32, deflateRawSync } from 'node:zlib'

/** Bit 11 of the flags: names are UTF-8. */
const UTF8_NAMES = 0x0800
const DEFLATED = 8
/** 1980-01-01, the earliest date a ZIP can name: the contents carry their own. */
const DATE = 0x21
/** Without Zip64 an offset has 32 bits. */
const MAX_BYTES = 0xffff_ffff

/**
 * A ZIP archive (PKWARE APPNOTE 6.3, no Zip64) piece by piece: each call answers the bytes to write next, so that only one
 * of its files is ever in memory.
 */
export class ZipPieces {
  #offset = 0
  #files = 0
  readonly #directory: Buffer[] = []

  /** The bytes of one more file. */
  add(fileName: string, text: string): Buffer {
    const name = Buffer.from(fileName)
    const content = Buffer.from(text)
    const packed = deflateRawSync(content)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(UTF8_NAMES, 2)
    common.writeUInt16LE(DEFLATED, 4)
    common.writeUInt16LE(DATE, 8)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(content.length, 18)
    common.writeUInt16LE(name.length, 22)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(this.#offset, 10)
    this.#directory.push(Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), common, tail, name)
    const bytes = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, name, packed])
    this.#offset += bytes.length
    this.#files += 1
    if (this.#offset > MAX_BYTES || this.#files > 0xffff) throw new RangeError('too much for one ZIP archive')
    return bytes
  }

  /** The list of contents and the end, but for the last two bytes: the length of the comment. */
  end(): Buffer {
    const index = Buffer.concat(this.#directory)
    const end = Buffer.alloc(16)
    end.writeUInt16LE(this.#files, 4)
    end.writeUInt16LE(this.#files, 6)
    end.writeUInt32LE(index.length, 8)
    end.writeUInt32LE(this.#offset, 12)
    return Buffer.concat([index, Buffer.from('PK\u0005\u0006'), end])
  }

  /** The length of the comment and the comment, which end the archive. */
  static comment(text: string): Buffer {
    const bytes = Buffer.from(text)
    const length = Buffer.alloc(2)
    length.writeUInt16LE(bytes.length)
    return Buffer.concat([length, bytes])
  }
}

/** A ZIP archive of a few files held in memory. */
export function zip(files: readonly { name: string; content: string }[]): Buffer {
  const pieces = new ZipPieces()
  return Buffer.concat([
    ...files.map(({ name, content }) => pieces.add(name, content)),
    pieces.end(),
    ZipPieces.comment(''),
  ])
}
