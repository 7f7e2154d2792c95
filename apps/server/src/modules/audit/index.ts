/**
 * audit: proves that what happened stays written as it was. Chains the events, signs each day, finds what was changed.
 * Writes no events of other modules and decides nothing.
 */
export { lostArchives } from './archive.ts'
export { sealEvents } from './seal.ts'
export { readKeys } from './keys.ts'
export { verifyAll } from './verify.ts'
