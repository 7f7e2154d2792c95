import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/vue-query'
import { call } from '@zhengtong/contract/client'
import { listChanges, listHolders, listRoles, proposeChange, type RightsChange } from '@zhengtong/contract/rights'
import { v7 } from 'uuid'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { queryClient } from '../../shared/query-client.ts'

export const useRoles = () =>
  useQuery({ queryKey: ['mine', 'roles'], queryFn: ({ signal }) => call(listRoles, {}, signal) })

export const useHolders = (search: MaybeRefOrGetter<string>) =>
  useInfiniteQuery({
    queryKey: ['mine', 'holders', search],
    queryFn: ({ pageParam, signal }) =>
      call(listHolders, { query: { search: toValue(search), cursor: pageParam } }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })

export const useChanges = (state: MaybeRefOrGetter<'proposed' | undefined>) =>
  useInfiniteQuery({
    queryKey: ['mine', 'changes', state],
    queryFn: ({ pageParam, signal }) =>
      call(listChanges, { query: { ...(toValue(state) ? { state: 'proposed' } : {}), cursor: pageParam } }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })

/** Proposes under one id however often it is sent, so that a retry after a lost answer proposes nothing twice. */
export function usePropose() {
  const id = v7()
  return useMutation({
    mutationFn: ({ change, reason }: { change: RightsChange; reason: string }) =>
      call(proposeChange, { body: { id, change, reason } }),
    onSuccess: () => forgetRights(),
  })
}

/** After any change: people, roles and changes are read again. */
export async function forgetRights() {
  for (const kind of ['roles', 'holders', 'changes', 'change'])
    await queryClient.invalidateQueries({ queryKey: ['mine', kind] })
}
