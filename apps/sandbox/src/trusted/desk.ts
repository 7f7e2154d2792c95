import { createHmac, randomBytes } from 'node:crypto'
import { sealHandover } from './handover.ts'
import type { Population } from '../population/population.ts'

export const modes = ['two-item', 'portrait', 'credential'] as const
export type Mode = (typeof modes)[number]
export type Result = 'pending' | 'match' | 'mismatch' | 'declined' | 'not-live' | 'unknown' | 'expired' | 'used'

/** A picture of the liveness challenge: what the person was asked to do, and what the camera saw. */
export interface Frame {
  action: string
  image: string
}
/** One authentication, from its start to its one answer. */
export interface Business {
  bsn: string
  mode: Mode
  relyingParty: string
  purpose: string
  checkCode: string
  expiresAt: string
  claim?: { name: string; idNumber: string } | undefined
  /** What the party asks for besides the answer: name and number. Whether the person agrees is his. */
  share?: 'identity' | undefined
  shares?: true
  confirmedBy?: string
  declined?: true
  wrongCodes: number
  /** Which request has had the answer, and the answer: only that request may ask again. */
  answered?: { requestId: string; result: Result; pid?: string; identity?: string }
}

const LIFE_MS = 5 * 60_000
const WRONG_CODES = 3
/** Assurance an answer stands for: real name, real person. */
export const levels: Record<Mode, 'real-name' | 'real-person'> = {
  'two-item': 'real-name',
  portrait: 'real-person',
  credential: 'real-person',
}

/** The pseudonym of a person towards one relying party: another party gets another one, and none leads to the number. */
export const pidOf = (relyingParty: string, idNumber: string): string =>
  createHmac('sha256', 'sandbox-pid').update(`${relyingParty}:${idNumber}`).digest('base64url')

export type Desk = ReturnType<typeof createDesk>

/** The authority's books: who asked for what, who confirmed, what was answered. */
export function createDesk({ population }: { population: Population }) {
  const open = new Map<string, Business>()
  const forget = () => {
    for (const [bsn, { expiresAt }] of open) if (Date.parse(expiresAt) + LIFE_MS < Date.now()) open.delete(bsn)
  }

  return {
    start(asked: Pick<Business, 'mode' | 'relyingParty' | 'purpose' | 'checkCode' | 'claim' | 'share'>): Business {
      forget()
      const bsn = randomBytes(16).toString('hex')
      const expiresAt = new Date(Date.now() + LIFE_MS).toISOString()
      const business: Business = { ...asked, bsn, expiresAt, wrongCodes: 0 }
      open.set(bsn, business)
      return business
    },

    /** What the person may still decide on; nothing once it is decided, answered or too late. */
    find(bsn: string): Business | undefined {
      const business = open.get(bsn)
      const over = !business || business.answered || business.confirmedBy || business.declined || isLate(business)
      return over || business.mode !== 'credential' ? undefined : business
    },

    /** The person's decision in the authority's app. The two digits show that the screen before him is the one that asks. */
    decide(
      business: Business,
      act: 'confirm' | 'decline',
      idNumber: string,
      checkCode: string,
      shares: boolean,
    ): string | undefined {
      if (act === 'decline') {
        business.declined = true
        return undefined
      }
      if (!population.find(idNumber)) return '没有这位示例人员，请检查身份证号'
      if (checkCode !== business.checkCode) {
        business.wrongCodes += 1
        if (business.wrongCodes >= WRONG_CODES) business.declined = true
        return '两位数字和办事页面上的不一样，请核对'
      }
      business.confirmedBy = idNumber
      if (shares) business.shares = true
      return undefined
    },

    /** Answers once; only the request that had the answer hears it again. */
    verify(asked: { bsn: string; relyingParty: string; requestId: string; frames?: Frame[] | undefined }) {
      const business = open.get(asked.bsn)
      if (!business || business.relyingParty !== asked.relyingParty) return { result: 'unknown' as const }
      const { answered, mode } = business
      if (answered)
        return answered.requestId === asked.requestId ? { ...answered, mode } : { result: 'used' as const, mode }
      const outcome = judge(business, asked.frames)
      if (outcome.result !== 'pending') business.answered = { requestId: asked.requestId, ...outcome }
      return { ...outcome, mode }
    },
  }

  function judge(business: Business, frames: Frame[] | undefined): { result: Result; pid?: string; identity?: string } {
    const { mode, claim, relyingParty } = business
    if (isLate(business)) return { result: 'expired' }
    if (business.declined) return { result: 'declined' }
    const about = mode === 'credential' ? business.confirmedBy : claim?.idNumber
    if (!about || (mode === 'portrait' && !frames)) return { result: 'pending' }
    const person = population.find(about)
    if (!person) return { result: 'unknown' }
    if (claim && (claim.idNumber !== person.idNumber || claim.name !== person.name)) return { result: 'mismatch' }
    if (mode === 'portrait' && !looksLive(frames ?? [])) return { result: 'not-live' }
    const pid = pidOf(relyingParty, person.idNumber)
    if (!business.share || !business.shares) return { result: 'match', pid }
    return { result: 'match', pid, identity: sealHandover({ name: person.name, idNumber: person.idNumber }) }
  }
}

const isLate = ({ expiresAt }: Business) => Date.parse(expiresAt) < Date.now()

/** There are no faces of demo people: a JPEG for each of three different acts, none shown twice, stands for a living face. */
function looksLive(frames: Frame[]): boolean {
  const images = frames.map(({ image }) => image)
  const all = images.every((image) => Buffer.from(image, 'base64').subarray(0, 2).toString('hex') === 'ffd8')
  return all && new Set(images).size === images.length && new Set(frames.map(({ action }) => action)).size >= 3
}
