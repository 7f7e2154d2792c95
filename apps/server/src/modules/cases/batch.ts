import * as api from '@zhengtong/contract/batches'
import { Internal } from '@zhengtong/contract/problem'
import { staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import type { Act } from './act.ts'
import { acceptCase, grantCase, reviewCase } from './officer-acts.ts'

type Row = { id: string; actId: string; version: number }

/** Favourable acts on several cases: each in a transaction of its own, so one that fails keeps no other back. */
export function batchRoutes(app: App) {
  app.route({
    ...api.acceptBatch,
    config: { allow: 'staff:accept' },
    handler: ({ actor, body: { rows, ...words } }) =>
      actOnEach(app, rows, (act) => acceptCase(app, staffOf(actor), { ...act, ...words })),
  })
  app.route({
    ...api.reviewBatch,
    config: { allow: 'staff:review' },
    handler: ({ actor, body: { rows, opinion } }) =>
      actOnEach(app, rows, (act) => reviewCase(app, staffOf(actor), { ...act, conclusion: 'grant', opinion })),
  })
  app.route({
    ...api.grantBatch,
    config: { allow: 'staff:decide' },
    handler: ({ actor, body: { rows, ...words } }) =>
      actOnEach(app, rows, (act) => grantCase(app, staffOf(actor), { ...act, ...words })),
  })
}

/** One after the other: a batch takes no more of the database than one officer who clicks fast. */
async function actOnEach({ log }: Pick<Services, 'log'>, rows: Row[], perform: (act: Act) => Promise<void>) {
  const outcomes: api.BatchOutcome[] = []
  for (const { id, ...act } of rows) {
    try {
      await perform({ caseId: id, ...act })
      outcomes.push({ id, done: true, why: '' })
    } catch (error) {
      if (!(error instanceof Problem)) log.error({ err: error, caseId: id }, 'a row of a batch failed')
      outcomes.push({ id, done: false, why: error instanceof Problem ? wordsOf(error) : Internal.title })
    }
  }
  return outcomes
}

const wordsOf = ({ kind, extra }: Problem) => (extra.detail ? `${kind.title}。${extra.detail}` : kind.title)
