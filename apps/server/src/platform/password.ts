import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { Busy } from '@zhengtong/contract/problem'
import { Problem } from './problem.ts'

/** argon2id with OWASP's minimum (19 MiB, 2 passes, 1 lane), off the event loop in the library's thread pool. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/**
 * Passwords being worked on at once: one core is left to everything else, so that a storm of sign-ins makes sign-ins wait
 * and nobody else.
 */
const AT_ONCE = Math.max(1, availableParallelism() - 1)
/** Sign-ins that may wait; at 25 ms each on one core this is about five seconds. More are turned away at once. */
const MAY_WAIT = 200
const waiting: (() => void)[] = []
let working = 0

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (working < AT_ONCE) working += 1
  else if (waiting.length >= MAY_WAIT) throw new Problem(Busy, { retryAfterSeconds: 5 })
  else await new Promise<void>((resolve) => waiting.push(resolve))
  try {
    return await work()
  } finally {
    // The place goes to whoever waited longest; it is free only when nobody did.
    const next = waiting.shift()
    if (next) next()
    else working -= 1
  }
}

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, options))
}

/**
 * Whether the password fits. Without a stored hash (unknown account) it works as long, so that time does not tell which
 * accounts exist.
 */
export async function passwordFits(stored: string | undefined, password: string): Promise<boolean> {
  const fits = await inTurn(async () => verify(stored ?? (await absent), password))
  return stored !== undefined && fits
}
const absent = hash('no such account', options)
