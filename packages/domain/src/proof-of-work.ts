/**
 * A check that costs a program time and a person nothing: no picture to read, nothing to hear or to remember, so it is the
 * same for the blind and the old (WCAG 2.2, 3.3.8 accessible authentication). Pure: the hash is passed in.
 */

/** Zero bits at the head of a digest. */
export function leadingZeroBits(digest: Uint8Array): number {
  let bits = 0
  for (const byte of digest) {
    if (byte !== 0) return bits + Math.clz32(byte) - 24
    bits += 8
  }
  return bits
}

/** The text whose digest must begin with enough zero bits. */
export const workText = (challenge: string, answer: number): string => `${challenge}.${answer}`

/** Whether the answer solves the challenge; `hash` is SHA-256. */
export function isSolved(challenge: string, answer: number, bits: number, hash: (text: string) => Uint8Array): boolean {
  return leadingZeroBits(hash(workText(challenge, answer))) >= bits
}

/** Tries answers from `from` on, at most `count` of them; undefined when none of them solves it. */
export function solve(
  challenge: string,
  bits: number,
  { from, count }: { from: number; count: number },
  hash: (text: string) => Uint8Array,
): number | undefined {
  for (let answer = from; answer < from + count; answer += 1) if (isSolved(challenge, answer, bits, hash)) return answer
  return undefined
}
