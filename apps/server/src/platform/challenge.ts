import { createHash, randomBytes } from 'node:crypto'
import { isSolved } from '@zhengtong/domain/proof-of-work'
import type { Challenge } from '@zhengtong/contract/challenge'
import { mayTry } from './attempts.ts'
import type { Services } from './services.ts'

/** About 130,000 hashes: a second or two on a phone, too dear for somebody who wants a million of them. */
const BITS = 17
const LIFE_MS = 10 * 60_000
const ONCE = { limit: 1, windowMs: 2 * LIFE_MS }

/** A challenge that needs no row: it carries its end and the seal of this installation. */
export function issueChallenge({ crypto }: Pick<Services, 'crypto'>, now: Date): Challenge {
  const text = `${randomBytes(16).toString('base64url')}.${now.getTime() + LIFE_MS}.${BITS}`
  return { challenge: `${text}.${crypto.blindIndex('code', `challenge:${text}`)}`, bits: BITS }
}

/** Whether `proof` (challenge, a full stop, answer) solves one of our challenges in time and for the first time. */
export async function isProof(
  { db, crypto }: Pick<Services, 'db' | 'crypto'>,
  proof: string,
  now: Date,
): Promise<boolean> {
  const [nonce = '', until = '', bits = '', seal = '', answer = ''] = proof.split('.')
  const text = `${nonce}.${until}.${bits}`
  if (seal !== crypto.blindIndex('code', `challenge:${text}`) || Number(until) < now.getTime()) return false
  const solved = isSolved(`${text}.${seal}`, Number(answer), Number(bits), (tried) =>
    createHash('sha256').update(tried).digest(),
  )
  return solved && mayTry(db, `challenge:${nonce}`, now, ONCE)
}
