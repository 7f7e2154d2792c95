import { Type, type Static } from 'typebox'
import { Act } from './cases.ts'
import { Id, IdParams, Nullable } from './page.ts'
import { StaffCase } from './staff-cases.ts'

/** Who has taken the present step of a case (经办人): claimed by one, given back to the pool, or handed to a colleague. */
const tags = ['staff']
/** The handler that the officer has seen: whoever comes second learns who it is now. */
const Seen = Type.Object(
  { ...Act, handlerId: Nullable(Id, { description: 'the handler as seen; null: nobody yet' }) },
  {
    additionalProperties: false,
    examples: [{ actId: '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f62', version: 1, handlerId: null }],
  },
)
const Reason = Type.String({ minLength: 2, maxLength: 500 })
const response = { 200: StaffCase } as const

export const claimCase = {
  method: 'POST',
  url: '/staff/cases/:id/claim',
  schema: { tags, summary: '认领：由我经办', params: IdParams, body: Seen, response },
} as const

export const releaseCase = {
  method: 'POST',
  url: '/staff/cases/:id/release',
  schema: {
    tags,
    summary: '放回待认领；负责人收回须写明理由',
    params: IdParams,
    body: Type.Object({ ...Seen.properties, reason: Type.Optional(Reason) }, { additionalProperties: false }),
    response,
  },
} as const

export const transferCase = {
  method: 'POST',
  url: '/staff/cases/:id/transfer',
  schema: {
    tags,
    summary: '转给能办理这一步的同事；负责人可以改派',
    params: IdParams,
    body: Type.Object({ ...Seen.properties, to: Id, reason: Reason }, { additionalProperties: false }),
    response,
  },
} as const

export const Colleague = Type.Object({ id: Id, name: Type.String() }, { title: 'Colleague' })
export type Colleague = Static<typeof Colleague>

export const listColleagues = {
  method: 'GET',
  url: '/staff/cases/:id/colleagues',
  schema: {
    tags,
    summary: '可以接手这一步的同事',
    params: IdParams,
    response: { 200: Type.Array(Colleague, { maxItems: 200 }) },
  },
} as const
