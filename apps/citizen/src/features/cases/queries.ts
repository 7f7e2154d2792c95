import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { getCase, listCases } from '@zhengtong/contract/cases'
import { call } from '@zhengtong/contract/client'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'

/** My cases, latest first, page by page. */
export const useCases = (state: MaybeRefOrGetter<'open' | 'done'>) =>
  useInfiniteQuery({
    queryKey: ['mine', 'cases', computed(() => toValue(state))],
    queryFn: ({ pageParam, signal }) =>
      call(listCases, { query: { state: toValue(state), ...(pageParam ? { cursor: pageParam } : {}) } }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })

/** One case of mine. */
export const useCase = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['mine', 'case', computed(() => toValue(id))],
    queryFn: ({ signal }) => call(getCase, { params: { id: toValue(id) } }, signal),
  })
