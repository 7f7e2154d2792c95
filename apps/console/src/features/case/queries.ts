import { infiniteQueryOptions, queryOptions } from '@tanstack/vue-query'
import { listComments } from '@zhengtong/contract/case-comments'
import { getCaseHints } from '@zhengtong/contract/case-hints'
import { call } from '@zhengtong/contract/client'
import { getStaffCase } from '@zhengtong/contract/staff-cases'

const caseKey = (id: string) => ['mine', 'case', id]

/** One case in full, with what this officer may do. */
export const staffCase = (id: string) =>
  queryOptions({ queryKey: caseKey(id), queryFn: ({ signal }) => call(getStaffCase, { params: { id } }, signal) })

/** 内部批注, the latest first. Under the case, so that what is told live refreshes them too. */
export const caseComments = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...caseKey(id), 'comments'],
    queryFn: ({ pageParam, signal }) =>
      call(listComments, { params: { id }, query: { limit: 10, ...(pageParam ? { cursor: pageParam } : {}) } }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })

/** What other cases may have to do with this one. */
export const caseHints = (id: string) =>
  queryOptions({
    queryKey: [...caseKey(id), 'hints'],
    queryFn: ({ signal }) => call(getCaseHints, { params: { id } }, signal),
  })

/** Where an officer's browser finds a file of a case (`getCaseFile` of the contract). */
export const caseFileUrl = (id: string, fileId: string) => `/api/v1/staff/cases/${id}/files/${fileId}`
