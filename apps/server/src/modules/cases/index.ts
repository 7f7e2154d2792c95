/**
 * cases: applications from draft to decision (办件). Owns states, clocks and numbers; does not send messages, count
 * statistics or know who supervises.
 */
export { caseForNotice } from './store.ts'
export { bundleForOfficer, listChildCases } from './bundle-store.ts'
export { checkedAnswers, faultsOfChild } from './child-faults.ts'
export { insertPrepared, prepareCase } from './submit.ts'
export { resultNumberOf } from './result-number.ts'
export { withdrawCase } from './applicant-acts.ts'
export { limitsOf, noticeDueOn } from './due.ts'
export { casesMoved, casesWithin } from './queue-store.ts'
export { readScope } from './read-scope.ts'
export { listAccesses, noteAccess } from './access-store.ts'
export { deleteDraftsOf, listDraftsOf } from './draft-store.ts'
export { events, labelOf, stateOfCase } from './lifecycle.ts'
export { findOwnCase, listForExport, listOpenOf, viewing } from './own-case-store.ts'
export { openAnswers, sealAnswers } from './form-privacy.ts'
export { takeAlarms, type RaisedAlarm } from './alarms.ts'
export { caseForCard } from './alarm-store.ts'
export { listOpinions } from './opinion-store.ts'
export { caseRecord, findCaseInScope, listActs, type CaseRecord } from './record.ts'
