import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { listSessions, listSignIns } from '@zhengtong/contract/account'
import { call } from '@zhengtong/contract/client'
import { listPasskeys } from '@zhengtong/contract/passkeys'
import { queryClient } from '../../shared/query-client.ts'

export const useSessions = () =>
  useQuery({ queryKey: ['mine', 'sessions'], queryFn: ({ signal }) => call(listSessions, {}, signal) })

export const usePasskeys = () =>
  useQuery({ queryKey: ['mine', 'passkeys'], queryFn: ({ signal }) => call(listPasskeys, {}, signal) })

export const useSignIns = () =>
  useInfiniteQuery({
    queryKey: ['mine', 'sign-ins'],
    queryFn: ({ pageParam, signal }) => call(listSignIns, { query: { cursor: pageParam, limit: 20 } }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  })

/** Has this part of the account read anew. */
export const changed = (what: 'sessions' | 'passkeys') => queryClient.invalidateQueries({ queryKey: ['mine', what] })
