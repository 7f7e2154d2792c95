import { getChallenge, ProofNeeded } from '@zhengtong/contract/challenge'
import { ApiProblem, call } from '@zhengtong/contract/client'

/** Numbers tried before the page gets its turn again. */
const SLICE = 2_000

/** Does the work; when the server first wants a computed proof, computes one (a second or two) and does it again with that. */
export async function withProof<T>(work: (proof?: string) => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ApiProblem && error.is(ProofNeeded))) throw error
    return work(await computeProof())
  }
}

async function computeProof(): Promise<string> {
  const [{ challenge, bits }, { sha256 }, { solve }] = await Promise.all([
    call(getChallenge, {}),
    import('@noble/hashes/sha2.js'),
    import('@zhengtong/domain/proof-of-work'),
  ])
  const encoder = new TextEncoder()
  const hash = (text: string) => sha256(encoder.encode(text))
  for (let from = 0; ; from += SLICE) {
    const answer = solve(challenge, bits, { from, count: SLICE }, hash)
    if (answer !== undefined) return `${challenge}.${answer}`
    await new Promise((resolve) => setTimeout(resolve))
  }
}
