import { queryOptions } from '@tanstack/vue-query'
import { call } from '@zhengtong/contract/client'
import { getStaffCase, listSameApplicant } from '@zhengtong/contract/staff-cases'

const caseKey = (id: string) => ['mine', 'case', id]

/** One case in full, with what this officer may do. */
export const staffCase = (id: string) =>
  queryOptions({ queryKey: caseKey(id), queryFn: ({ signal }) => call(getStaffCase, { params: { id } }, signal) })

/** What else the same applicant has, as far as this officer may read. */
export const sameApplicant = (id: string) =>
  queryOptions({
    queryKey: [...caseKey(id), 'same-applicant'],
    queryFn: ({ signal }) => call(listSameApplicant, { params: { id } }, signal),
  })

/** Where an officer's browser finds a file of a case (`getCaseFile` of the contract). */
export const caseFileUrl = (id: string, fileId: string) => `/api/v1/staff/cases/${id}/files/${fileId}`
