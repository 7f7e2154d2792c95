import { randomInt } from 'node:crypto'

const pick = (letters: string, count: number) =>
  Array.from({ length: count }, () => letters.charAt(randomInt(letters.length))).join('')

/** Sixteen characters of three kinds, without those that look alike. */
export function newFirstPassword(): string {
  return `${pick('ABCDEFGHJKMNPQRSTUVWXYZ', 4)}-${pick('abcdefghjkmnpqrstuvwxyz', 5)}-${pick('23456789', 5)}`
}

/** Half of one that two people hand over: nine characters of three kinds (36 bits), tried one by one and slowly. */
export function newHalf(): string {
  return `${pick('ABCDEFGHJKMNPQRSTUVWXYZ', 3)}${pick('abcdefghjkmnpqrstuvwxyz', 3)}${pick('23456789', 3)}`
}
