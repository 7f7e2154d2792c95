import { hash, verify } from '@node-rs/argon2'

/** argon2id with OWASP's minimum (19 MiB, 2 passes, 1 lane), off the event loop in the library's thread pool. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export function hashPassword(password: string): Promise<string> {
  return hash(password, options)
}

/**
 * Whether the password fits. Without a stored hash (unknown account) it works as long, so that time does not tell which
 * accounts exist.
 */
export async function passwordFits(stored: string | undefined, password: string): Promise<boolean> {
  const fits = await verify(stored ?? (await absent), password)
  return stored !== undefined && fits
}
const absent = hash('no such account', options)
