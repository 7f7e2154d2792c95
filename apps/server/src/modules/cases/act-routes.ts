import { CaseNotFound } from '@zhengtong/contract/case-problems'
import * as api from '@zhengtong/contract/staff-cases'
import * as procedures from '@zhengtong/contract/staff-procedures'
import { staffOf, type Actor, type StaffMember } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import type { Act } from './act.ts'
import { billCase, recordPayment, waiveFee } from './fees.ts'
import { preReturnCase, requestSupplement } from './notice.ts'
import * as acts from './officer-acts.ts'
import { askOpinions, giveOpinion } from './opinions.ts'
import * as proposals from './proposals.ts'
import * as store from './store.ts'
import { showStaffCase } from './view.ts'

type Perform<Body> = (services: Services, officer: StaffMember, act: Act & Body) => Promise<void>
interface ActRequest<Body> {
  actor: Actor
  params: { id: string }
  body: { actId: string; version: number } & Body
}

/** What officers do to a case: each act is one route, answered with the case as it is then. */
export function actRoutes(app: App) {
  const answer = <Body>(perform: Perform<Body>) => answerWithCase(app, perform)
  const accept = { allow: 'staff:accept' } as const
  const review = { allow: 'staff:review' } as const
  const decide = { allow: 'staff:decide' } as const
  const approve = { allow: 'staff:approve' } as const

  app.route({ ...procedures.forwardCase, config: accept, handler: answer(acts.forwardCase) })
  app.route({ ...api.acceptCase, config: accept, handler: answer(acts.acceptCase) })
  app.route({ ...api.refuseCase, config: accept, handler: answer(acts.refuseCase) })
  app.route({ ...api.requestSupplement, config: accept, handler: answer(requestSupplement) })
  app.route({ ...api.preReturnCase, config: accept, handler: answer(preReturnCase) })
  app.route({ ...api.deliverCase, config: accept, handler: answer(acts.deliverCase) })
  app.route({ ...procedures.recordPayment, config: accept, handler: answer(recordPayment) })
  app.route({ ...procedures.askOpinions, config: review, handler: answer(askOpinions) })
  app.route({
    ...procedures.giveOpinion,
    config: review,
    handler: async ({ actor, params: { id }, body }) => {
      await giveOpinion(app, staffOf(actor), { caseId: id, ...body })
      return caseAfterAct(app, staffOf(actor), id)
    },
  })
  app.route({ ...procedures.firstReviewCase, config: review, handler: answer(acts.firstReviewCase) })
  app.route({ ...procedures.sendBackCase, config: review, handler: answer(acts.sendBackCase) })
  app.route({ ...api.reviewCase, config: review, handler: answer(acts.reviewCase) })
  app.route({ ...api.proposeSuspension, config: review, handler: answer(proposals.proposeSuspension) })
  app.route({ ...api.proposeExtension, config: review, handler: answer(proposals.proposeExtension) })
  app.route({ ...api.resumeCase, config: review, handler: answer(proposals.resumeCase) })
  app.route({ ...api.confirmPromise, config: review, handler: answer(acts.confirmPromise) })
  app.route({ ...api.approveProposal, config: approve, handler: answer(proposals.approveProposal) })
  app.route({ ...procedures.waiveFee, config: approve, handler: answer(waiveFee) })
  app.route({ ...api.rejectProposal, config: approve, handler: answer(proposals.rejectProposal) })
  app.route({ ...api.returnCase, config: decide, handler: answer(acts.returnCase) })
  app.route({ ...procedures.billCase, config: decide, handler: answer(billCase) })
  app.route({ ...api.grantCase, config: decide, handler: answer(acts.grantCase) })
  app.route({ ...api.denyCase, config: decide, handler: answer(acts.denyCase) })
  app.route({ ...api.terminateCase, config: decide, handler: answer(acts.terminateCase) })
  app.route({ ...api.revokeDecision, config: decide, handler: answer(acts.revokeDecision) })
}

/** A handler that performs an act and answers with the case as it is then, for who has just acted on it. */
export function answerWithCase<Body>(app: App, perform: Perform<Body>) {
  return async ({ actor, params: { id }, body }: ActRequest<Body>) => {
    const officer = staffOf(actor)
    await perform(app, officer, { caseId: id, ...body })
    return caseAfterAct(app, officer, id)
  }
}

/** Without the scope: his act may have taken the case out of it. */
async function caseAfterAct(app: App, officer: StaffMember, id: string) {
  const found = await store.findCase(app.db, id)
  if (!found) throw new Problem(CaseNotFound)
  return showStaffCase(app, found, officer)
}
