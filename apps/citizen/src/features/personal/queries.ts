import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { call } from '@zhengtong/contract/client'
import {
  getDeletion,
  listAccesses,
  listConsents,
  listExports,
  listFavourites,
  listVault,
} from '@zhengtong/contract/personal'
import { computed } from 'vue'
import { queryClient } from '../../shared/query-client.ts'
import { useMe } from '../../shared/session.ts'

/** Only for a signed-in person: on public pages a guest asks for nothing. */
const signedIn = () => {
  const { data: me } = useMe()
  return computed(() => Boolean(me.value))
}

export const useFavourites = () =>
  useQuery({
    queryKey: ['mine', 'favourites'],
    queryFn: ({ signal }) => call(listFavourites, {}, signal),
    enabled: signedIn(),
  })

export const useVault = () =>
  useQuery({ queryKey: ['mine', 'vault'], queryFn: ({ signal }) => call(listVault, {}, signal), enabled: signedIn() })

export const useConsents = () =>
  useQuery({ queryKey: ['mine', 'consents'], queryFn: ({ signal }) => call(listConsents, {}, signal) })

/** The person's exports; asked again while one is being prepared. */
export const useExports = () =>
  useQuery({
    queryKey: ['mine', 'exports'],
    queryFn: ({ signal }) => call(listExports, {}, signal),
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === 'preparing') ? 2_000 : false),
  })

export const useDeletion = () =>
  useQuery({ queryKey: ['mine', 'deletion'], queryFn: ({ signal }) => call(getDeletion, {}, signal), staleTime: 0 })

export const useAccesses = () =>
  useInfiniteQuery({
    queryKey: ['mine', 'accesses'],
    queryFn: ({ pageParam, signal }) => call(listAccesses, { query: pageParam ? { cursor: pageParam } : {} }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  })

export const changed = (...names: string[]) =>
  Promise.all(names.map((name) => queryClient.invalidateQueries({ queryKey: ['mine', name] })))
