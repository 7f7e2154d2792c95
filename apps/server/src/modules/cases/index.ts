/**
 * cases: applications from draft to decision (办件). Owns states, clocks and numbers; does not send messages, count
 * statistics or know who supervises.
 */
export { caseForNotice } from './store.ts'
export { casesMoved } from './queue-store.ts'
export { readScope } from './read-scope.ts'
export { listAccesses, noteAccess } from './access-store.ts'
export { deleteDraftsOf, listDraftsOf } from './draft-store.ts'
export { events, labelOf } from './lifecycle.ts'
export { findOwnCase, listForExport, listOpenOf, viewing } from './own-case-store.ts'
export { openAnswers } from './form-privacy.ts'
export { takeAlarms } from './alarms.ts'
export { caseForCard } from './alarm-store.ts'
export { caseRecord, findCaseInScope, listActs, type CaseRecord } from './record.ts'
