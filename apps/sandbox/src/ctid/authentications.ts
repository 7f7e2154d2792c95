import { createHmac, randomBytes } from 'node:crypto'
import { sandboxKey } from '../bearer.ts'

export const modes = ['portrait', 'credential'] as const
export type Mode = (typeof modes)[number]
export type Result = 'pending' | 'match' | 'mismatch' | 'refused' | 'expired'

export interface Identity {
  name: string
  idNumber: string
}
/** One business transaction: lives five minutes, is answered once by the person and fetched by the relying party. */
export interface Authentication {
  bsn: string
  relyingParty: string
  mode: Mode
  returnUrl: string
  /** Whom the relying party expects; absent when it asks who somebody is. */
  expected?: Identity
  expiresAt: number
  result: Result
  holder?: Identity
  /** The holder lets the relying party know name and number. */
  disclosed: boolean
}

const LIFE_MS = 5 * 60_000
export type Authentications = ReturnType<typeof createAuthentications>

/** The transactions of the trusted-identity platform. */
export function createAuthentications() {
  const open = new Map<string, Authentication>()
  return {
    start(
      asked: Pick<Authentication, 'relyingParty' | 'mode' | 'returnUrl'> & { expected?: Identity },
    ): Authentication {
      const bsn = randomBytes(18).toString('base64url')
      const started: Authentication = {
        ...asked,
        bsn,
        expiresAt: Date.now() + LIFE_MS,
        result: 'pending',
        disclosed: false,
      }
      open.set(bsn, started)
      return started
    },

    find(bsn: string): Authentication | undefined {
      const found = open.get(bsn)
      if (found && found.expiresAt < Date.now() && found.result === 'pending') found.result = 'expired'
      return found
    },

    /** What the person did in the app of the platform. */
    answer(found: Authentication, holder: Identity | undefined, disclosed: boolean): void {
      if (found.result !== 'pending') return
      const { expected } = found
      const same = !expected || (expected.name === holder?.name && expected.idNumber === holder.idNumber)
      found.result = !holder ? 'refused' : same ? 'match' : 'mismatch'
      if (found.result === 'match' && holder) Object.assign(found, { holder, disclosed })
    },
  }
}

/** A person's name at one relying party: it tells nothing about him, and differs from party to party. */
export function pseudonym(idNumber: string, relyingParty: string): string {
  return createHmac('sm3', 'ctid-sandbox').update(`${relyingParty}:${idNumber}`).digest('base64url')
}

/** Signs an answer for the relying party; the real platform does so with its SM2 key. */
export function signed(text: string) {
  return { text, signature: createHmac('sm3', sandboxKey).update(text).digest('hex') }
}
