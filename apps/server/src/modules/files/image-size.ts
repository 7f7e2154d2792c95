import type { FileHandle } from 'node:fs/promises'

/** Markers of a JPEG frame header (ITU-T T.81 B.1): SOF0–SOF15 without DHT, JPG and DAC. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
/** Segments before the frame: application data and tables; more than a camera ever writes. */
const MAX_SEGMENTS = 200

/**
 * How many pixels a picture says it has, read from its header without decoding it: a few kilobytes may claim billions. Undefined
 * when there is no such header, so that it is no picture.
 */
export async function pixelsOf(file: FileHandle, mediaType: 'image/png' | 'image/jpeg'): Promise<number | undefined> {
  const read = async (at: number, length: number) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at)
    return bytesRead === length ? buffer : undefined
  }
  if (mediaType === 'image/png') {
    const head = await read(12, 12)
    return head?.toString('latin1', 0, 4) === 'IHDR' ? head.readUInt32BE(4) * head.readUInt32BE(8) : undefined
  }
  let at = 2
  for (let segment = 0; segment < MAX_SEGMENTS; segment += 1) {
    const head = await read(at, 9)
    if (head?.[0] !== 0xff) return undefined
    if (isFrame(head.readUInt8(1))) return head.readUInt16BE(5) * head.readUInt16BE(7)
    at += 2 + head.readUInt16BE(2)
  }
  return undefined
}
