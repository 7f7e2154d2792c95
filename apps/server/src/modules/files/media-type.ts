import type { ACCEPTED_MEDIA_TYPES } from '@zhengtong/contract/files'

export type MediaType = (typeof ACCEPTED_MEDIA_TYPES)[number]

const signatures: [MediaType, string][] = [
  ['application/pdf', '255044462d'],
  ['image/png', '89504e470d0a1a0a'],
  ['image/jpeg', 'ffd8ff'],
]

/**
 * What a file is by its first bytes, whatever its name says; undefined when it is none of the accepted kinds. OFD
 * (GB/T 33190-2016) is a ZIP whose entry OFD.xml stands near the beginning.
 */
export function mediaTypeOf(head: Buffer): MediaType | undefined {
  const hex = head.subarray(0, 8).toString('hex')
  const known = signatures.find(([, signature]) => hex.startsWith(signature))
  if (known) return known[0]
  if (hex.startsWith('504b0304') && head.includes('OFD.xml')) return 'application/ofd'
  return undefined
}

/** Bytes of the beginning that `mediaTypeOf` wants to see. */
export const HEAD_BYTES = 4_096
