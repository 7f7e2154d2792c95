import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { findItems, type Audience } from '@zhengtong/contract/catalogue'
import { call } from '@zhengtong/contract/client'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { preferences } from '../../shared/preferences.ts'

export interface ItemFilter {
  q?: string
  audience?: Audience
  theme?: string
  agency?: string
  online?: boolean
}

const region = computed(() => preferences.region.code)

/** Items of the chosen region that match, page by page. */
export const useItems = (filter: MaybeRefOrGetter<ItemFilter>) =>
  useInfiniteQuery({
    queryKey: ['items', region, computed(() => toValue(filter))],
    queryFn: ({ pageParam, signal }) =>
      call(
        findItems,
        { query: { region: region.value, ...toValue(filter), ...(pageParam ? { cursor: pageParam } : {}) } },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })
