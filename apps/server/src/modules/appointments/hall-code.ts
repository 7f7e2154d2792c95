import { createHash, timingSafeEqual } from 'node:crypto'
import type { Services } from '../../platform/services.ts'

type Crypto = Services['crypto']
const HOUR_MS = 3_600_000

/**
 * The code of the hour that the display of a hall shows. Who types it in stands before the display: no location and no camera
 * is asked for, and a picture of it is worth nothing an hour later, as one of a printed code would be.
 */
export function hallCode(crypto: Crypto, hallId: string, now: Date): string {
  const hour = Math.floor(now.getTime() / HOUR_MS)
  const digest = crypto.blindIndex('code', `check-in:${hallId}:${hour}`)
  return String(Number.parseInt(digest.slice(0, 12), 16) % 10_000).padStart(4, '0')
}

/** Whether somebody has read the display, this hour or just before it changed. */
export function isHallCode(crypto: Crypto, hallId: string, now: Date, code: string): boolean {
  return [now, new Date(now.getTime() - HOUR_MS)].some((at) => hallCode(crypto, hallId, at) === code)
}

/** What opens the display of a hall, which nobody but the hall is to see: it shows the code. */
export function boardKey(crypto: Crypto, hallId: string): string {
  return crypto.blindIndex('code', `board:${hallId}`).slice(0, 32)
}

export function isBoardKey(crypto: Crypto, hallId: string, key: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(boardKey(crypto, hallId)), digest(key))
}
