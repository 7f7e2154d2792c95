import { crc32, deflateRawSync } from 'node:zlib'

/** Bit 11 of the flags: names are UTF-8. */
const UTF8_NAMES = 0x0800
const DEFLATED = 8
/** 1980-01-01, the earliest date a ZIP can name: the contents carry their own. */
const DATE = 0x21

/** A ZIP archive (PKWARE APPNOTE 6.3, no Zip64) of a few files held in memory. */
export function zip(files: readonly { name: string; content: string }[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const name = Buffer.from(file.name)
    const content = Buffer.from(file.content)
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
    tail.writeUInt32LE(offset, 10)
    parts.push(Buffer.from('PK\u0003\u0004'), common, name, packed)
    directory.push(Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), common, tail, name)
    offset += 30 + name.length + packed.length
  }
  const index = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(index.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, index, Buffer.from('PK\u0005\u0006'), end])
}
