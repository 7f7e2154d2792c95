import { TrustedUnavailable, type LivenessAct, type TrustedMode } from '@zhengtong/contract/trusted'
import { Type, type Static, type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { createBreaker } from '../../platform/breaker.ts'
import { sealerOf, verifySm2 } from '../../platform/crypto/index.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'

/** Every answer is signed over the text it comes as, and names the request it answers. */
const Signed = Type.Object({ payload: Type.String(), signature: Type.String() })
const Started = Type.Object({
  type: Type.Literal('started'),
  requestId: Type.String(),
  relyingParty: Type.String(),
  bsn: Type.String({ minLength: 16, maxLength: 64 }),
  confirmUrl: Type.String({ pattern: '^https?://', maxLength: 500 }),
})
const Verified = Type.Object({
  type: Type.Literal('verified'),
  requestId: Type.String(),
  relyingParty: Type.String(),
  bsn: Type.String(),
  result: Type.Union([
    Type.Literal('pending'),
    Type.Literal('match'),
    Type.Literal('mismatch'),
    Type.Literal('declined'),
    Type.Literal('not-live'),
    Type.Literal('unknown'),
    Type.Literal('expired'),
    Type.Literal('used'),
  ]),
  level: Type.Optional(Type.Union([Type.Literal('real-name'), Type.Literal('real-person')])),
  pid: Type.Optional(Type.String({ minLength: 16, maxLength: 200 })),
  identity: Type.Optional(Type.String({ maxLength: 1_000 })),
})
const Identity = Type.Object({
  name: Type.String({ minLength: 2, maxLength: 50 }),
  idNumber: Type.String({ minLength: 18, maxLength: 18 }),
})
export type Verdict = Pick<Static<typeof Verified>, 'result' | 'level' | 'pid'> & {
  /** Handed over when it was asked for and the person agreed at the authority. */
  identity?: Static<typeof Identity>
}

const breaker = createBreaker()
type Needed = Pick<Services, 'config' | 'log' | 'clock'>

/** Whether an authority is connected at all. */
export const isConnected = ({ trusted }: Services['config']) => trusted.url !== ''

/**
 * Starts one authentication (CTID: the business sequence number). The claim, from our own sealed records, lets the authority
 * say whether the person who confirms is this one; he himself is never asked to type his number.
 */
export function startAtAuthority(
  services: Needed,
  asked: {
    requestId: string
    mode: TrustedMode
    purpose: string
    checkCode: string
    claim?: { name: string; idNumber: string }
    /** Asks the person, at the authority, to hand name and number over. */
    share?: 'identity'
  },
): Promise<Static<typeof Started>> {
  return ask(services, 'start', asked, Started)
}

/**
 * Asks for the one answer. The same `requestId` hears a lost answer again, any other hears `used`. Pictures go through to the
 * authority and are kept nowhere.
 */
export async function verifyAtAuthority(
  services: Needed,
  asked: { requestId: string; bsn: string; frames?: { action: LivenessAct; image: string }[] },
): Promise<Verdict> {
  const { identity, ...verdict } = await ask(services, 'verify', asked, Verified, asked.bsn)
  return identity === undefined ? verdict : { ...verdict, identity: openHandover(services, identity) }
}

/** Name and number travel sealed under the key that platform and authority share, so that nothing between them reads along. */
function openHandover({ config, log }: Needed, sealed: string): Static<typeof Identity> {
  try {
    const text = sealerOf('handover', config.trusted.key).open(sealed)
    return Value.Parse(Identity, JSON.parse(text.toString('utf8')))
  } catch {
    log.warn({ authority: 'trusted', act: 'verify', reason: 'handover is damaged' }, 'authority gave no valid answer')
    throw new Problem(TrustedUnavailable, { retryAfterSeconds: 30 })
  }
}

/** Silence, nonsense and a wrong signature are all one to the person: no answer. Never a mismatch. */
async function ask<T extends TSchema>(
  { config, log, clock }: Needed,
  act: 'start' | 'verify',
  asked: { requestId: string },
  schema: T,
  bsn?: string,
): Promise<Static<T>> {
  const { url, key, relyingParty } = config.trusted
  const unavailable = () => new Problem(TrustedUnavailable, { retryAfterSeconds: 30 })
  if (!url) throw unavailable()
  const work = async () => {
    const response = await fetch(`${url}/${act}`, {
      redirect: 'error',
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ ...asked, relyingParty }),
      signal: AbortSignal.timeout(config.authorities.timeoutMs),
    })
    if (!response.ok) throw new NoAnswer(`status ${response.status}`)
    const { payload, signature } = Value.Parse(Signed, await response.json())
    if (!isGenuine(payload, signature, config.trusted.publicKey)) throw new NoAnswer('signature is wrong')
    const answer: unknown = JSON.parse(payload)
    if (!Value.Check(Named, answer) || answer.requestId !== asked.requestId || answer.relyingParty !== relyingParty)
      throw new NoAnswer('answers another request')
    if (bsn !== undefined && answer.bsn !== bsn) throw new NoAnswer('answers about another authentication')
    return Value.Parse(schema, answer)
  }
  return breaker.call(url, clock.now(), work, unavailable).catch((error: unknown) => {
    if (error instanceof Problem) throw error
    const reason = error instanceof NoAnswer ? error.message : error instanceof Error ? error.name : 'unknown'
    log.warn({ authority: 'trusted', act, reason }, 'authority gave no valid answer')
    throw unavailable()
  })
}

class NoAnswer extends Error {}
const Named = Type.Object({ requestId: Type.String(), relyingParty: Type.String(), bsn: Type.String() })

function isGenuine(payload: string, signature: string, publicKey: string): boolean {
  try {
    return verifySm2(payload, signature, publicKey)
  } catch {
    return false
  }
}
