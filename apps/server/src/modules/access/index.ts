/**
 * access: agencies (实施主体), staff, their sessions and permissions. Does not know citizens, items or cases.
 */
export { agencyRow, upsertAgencies, type AgencyRow } from './store.ts'
export { createStaff } from './create-staff.ts'
export { closeAgency } from './organisation.ts'
