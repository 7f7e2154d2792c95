import { Type, type Static } from 'typebox'
import { problem } from './problem.ts'

/** Find a number such that SHA-256 of `challenge.number` begins with `bits` zero bits. */
export const Challenge = Type.Object(
  { challenge: Type.String(), bits: Type.Integer() },
  { title: 'Challenge', examples: [{ challenge: 'c2FtcGxl.1795420800000.17.ab12', bits: 17 }] },
)
export type Challenge = Static<typeof Challenge>

/** Challenge, a full stop and the answer. */
export const Proof = Type.Optional(
  Type.String({ maxLength: 200, pattern: '^[\\w-]+\\.\\d+\\.\\d+\\.[0-9a-f]+\\.\\d+$' }),
)

export const getChallenge = {
  method: 'POST',
  url: '/challenges',
  schema: {
    tags: ['identity'],
    summary: '取一道安全检查题：由设备计算，不用看图、听音，也不用记忆',
    response: { 200: Challenge },
  },
} as const

export const ProofNeeded = problem('identity:proof-needed', 428, '需要先做一次安全检查，请稍候再试')
