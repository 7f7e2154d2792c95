import { Type, type Static } from 'typebox'
import { Act } from './cases.ts'
import { Id } from './page.ts'

/**
 * The same favourable act on several cases at once. Each is an act of its own, with its own id and the version seen, and each
 * is answered for itself. What goes against an applicant is never done in a batch: he is owed reasons of his own.
 */
export const MOST_IN_BATCH = 50

const rows = Type.Array(Type.Object({ id: Id, ...Act }, { additionalProperties: false }), {
  minItems: 1,
  maxItems: MOST_IN_BATCH,
})
const Words = Type.String({ minLength: 2, maxLength: 2000 })

export const BatchOutcome = Type.Object(
  {
    id: Id,
    done: Type.Boolean(),
    why: Type.String({ description: 'why not, for the officer to read; empty when done' }),
  },
  { title: 'BatchOutcome' },
)
export type BatchOutcome = Static<typeof BatchOutcome>

const batch = (act: string, summary: string) =>
  ({
    method: 'POST',
    url: `/staff/case-batches/${act}`,
    schema: {
      tags: ['staff'],
      summary: `${summary}，最多 ${MOST_IN_BATCH} 件，逐件给出结果`,
      body: Type.Object({ rows, opinion: Type.Optional(Words) }, { additionalProperties: false }),
      response: { 200: Type.Array(BatchOutcome, { maxItems: MOST_IN_BATCH }) },
    },
  }) as const

export const acceptBatch = batch('acceptance', '批量受理')
export const grantBatch = batch('grant', '批量准予')
export const reviewBatch = {
  ...batch('review', '批量审查，建议准予'),
  schema: {
    ...batch('review', '批量审查，建议准予').schema,
    body: Type.Object({ rows, opinion: Words }, { additionalProperties: false }),
  },
} as const
