import type { FastifyInstance } from 'fastify'
import { requireBearer } from '../bearer.ts'
import type { FaultBoard } from '../fault-board.ts'
import { fixedPeople } from '../population/fixed.ts'

interface Claim {
  requestId: string
  relation: string
  guardian: { name: string; idNumber: string }
  child: { name: string; idNumber: string }
}

const person = {
  type: 'object',
  required: ['name', 'idNumber'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 50 },
    idNumber: { type: 'string', pattern: '^[1-9]\\d{16}[\\dX]$' },
  },
}
const body = {
  type: 'object',
  required: ['requestId', 'relation', 'guardian', 'child'],
  properties: {
    requestId: { type: 'string', minLength: 1, maxLength: 100 },
    relation: { enum: ['father', 'mother', 'guardian'] },
    guardian: person,
    child: person,
  },
}

/** Who is whose child, by name; all made up. */
export const families: readonly { guardian: string; child: string; relation: string }[] = [
  { guardian: '李秀英', child: '赵小宇', relation: 'mother' },
]

/** The register of births and guardianships: `POST /authorities/family/verify` confirms a relation and gives nothing away. */
export async function familyRoutes(app: FastifyInstance, { faults }: { faults: FaultBoard }): Promise<void> {
  app.post<{ Body: Claim }>(
    '/authorities/family/verify',
    { onRequest: requireBearer, schema: { body } },
    async (request, reply) => {
      const { requestId, relation, guardian, child } = request.body
      const fault = faults.take('family')
      if (fault && (await faults.suffer(fault, reply))) return reply
      const known = families.some(
        (family) => family.relation === relation && isNow(family.guardian, guardian) && isNow(family.child, child),
      )
      return { requestId, result: known ? 'match' : 'mismatch' }
    },
  )
}

function isNow(name: string, claimed: { name: string; idNumber: string }): boolean {
  const person = fixedPeople.find((each) => each.name === name)
  return person?.name === claimed.name && person.idNumber === claimed.idNumber
}
