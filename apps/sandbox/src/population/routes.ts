import { factorKinds } from '@zhengtong/domain/identity-factor'
import type { FastifyInstance } from 'fastify'
import { authorities } from '../authorities/table.ts'
import { faults } from '../fault-board.ts'
import { personAt, populationSize } from './generated.ts'
import type { Person } from './person.ts'
import type { Population } from './population.ts'

const factor = { type: 'string', minLength: 1, maxLength: 40 }
const trouble = { enum: [...faults, 'locked', 'unknown'] }

const body = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 50 },
    ...Object.fromEntries(factorKinds.map((kind) => [kind, factor])),
    note: { type: 'string', maxLength: 200 },
    troubles: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(authorities.map(({ code }) => [code, trouble])),
    },
  },
}

/** The demo people, open to everybody: a newcomer needs all factors in order to register. */
export async function populationRoutes(
  app: FastifyInstance,
  { population }: { population: Population },
): Promise<void> {
  app.get('/population', () => population.list())

  app.get<{ Params: { n: number } }>(
    '/population/generated/:n',
    {
      schema: {
        params: { type: 'object', properties: { n: { type: 'integer', minimum: 0, maximum: populationSize } } },
      },
    },
    (request) => personAt(request.params.n),
  )

  app.put<{ Params: { idNumber: string }; Body: Omit<Person, 'idNumber'> }>(
    '/population/:idNumber',
    {
      schema: {
        body,
        params: { type: 'object', properties: { idNumber: { type: 'string', pattern: '^[1-9]\\d{16}[\\dX]$' } } },
      },
    },
    (request) => {
      const person = { ...request.body, idNumber: request.params.idNumber }
      population.put(person)
      return person
    },
  )
}
