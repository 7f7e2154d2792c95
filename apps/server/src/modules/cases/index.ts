/**
 * cases: applications from draft to decision (办件). Owns states, clocks and numbers; does not send messages, count
 * statistics or know who supervises.
 */
export { caseForNotice } from './store.ts'
export { casesMoved, casesWithin } from './queue-store.ts'
export { readScope } from './read-scope.ts'
export { listAccesses } from './access-store.ts'
export { deleteDraftsOf, listDraftsOf } from './draft-store.ts'
export { labelOf } from './lifecycle.ts'
export { findOwnCase, listForExport, listOpenOf, viewing } from './own-case-store.ts'
export { openAnswers } from './form-privacy.ts'
export { takeAlarms, type RaisedAlarm } from './alarms.ts'
export { caseForCard } from './alarm-store.ts'
