import { factors } from '@zhengtong/domain/identity-factor'
import type { FastifyInstance } from 'fastify'
import { requireBearer } from '../bearer.ts'
import type { FaultBoard } from '../fault-board.ts'
import type { Person } from '../population/person.ts'
import type { Population } from '../population/population.ts'
import { authorities, type Authority } from './table.ts'

/** What a caller asks an authority to confirm. */
interface Claim {
  requestId: string
  name: string
  idNumber: string
  /** The factor this authority keeps, normalised. */
  value?: string
  phone?: string
}

type Result = 'match' | 'mismatch' | 'unknown' | 'locked'

const messages: Record<Result, string> = {
  match: '核验一致',
  mismatch: '核验不一致',
  unknown: '没有查到该人员的记录',
  locked: '该信息已被锁定，请本人到窗口办理',
}

const body = {
  type: 'object',
  required: ['requestId', 'name', 'idNumber'],
  properties: {
    requestId: { type: 'string', minLength: 1, maxLength: 100 },
    name: { type: 'string', minLength: 1, maxLength: 50 },
    idNumber: { type: 'string', pattern: '^[1-9]\\d{16}[\\dX]$' },
    value: { type: 'string', maxLength: 40 },
    phone: { type: 'string', maxLength: 20 },
  },
}

/** One `POST /authorities/<code>/verify` for each authority. A person's own trouble yields to a switched fault. */
export async function authorityRoutes(
  app: FastifyInstance,
  options: { population: Population; faults: FaultBoard },
): Promise<void> {
  const { population, faults } = options
  app.addHook('onRequest', requireBearer)

  for (const authority of authorities) {
    app.post<{ Body: Claim }>(`/authorities/${authority.code}/verify`, { schema: { body } }, async (request, reply) => {
      const claim = request.body
      const wrong = formFault(authority, claim)
      if (wrong) return reply.code(400).send({ error: 'bad-request', message: wrong })

      const person = population.find(claim.idNumber)
      const trouble = faults.take(authority.code) ?? person?.troubles?.[authority.code]
      if (trouble === 'locked' || trouble === 'unknown') return answer(claim, trouble)
      if (trouble && (await faults.suffer(trouble, reply))) return reply
      return answer(claim, compare(authority, claim, person))
    })
  }
}

/** Says what is wrong with the form of the claim, before any record is looked up. */
function formFault({ keeps, hearsPhone }: Authority, { value = '', phone }: Claim): string | undefined {
  if (keeps && !factors[keeps].isValid(value)) return factors[keeps].fault
  if (hearsPhone && phone !== undefined && !factors.phone.isValid(phone)) return factors.phone.fault
  return undefined
}

function compare({ keeps, hearsPhone }: Authority, claim: Claim, person: Person | undefined): Result {
  if (!person || (keeps && person[keeps] === undefined)) return 'unknown'
  const agrees =
    claim.name === person.name &&
    (keeps === undefined || claim.value === person[keeps]) &&
    (!hearsPhone || claim.phone === undefined || claim.phone === person.phone)
  return agrees ? 'match' : 'mismatch'
}

function answer({ requestId }: Claim, result: Result) {
  return { requestId, result, message: messages[result] }
}
