import { useQuery } from '@tanstack/vue-query'
import { listCases } from '@zhengtong/contract/cases'
import { findItems } from '@zhengtong/contract/catalogue'
import { call } from '@zhengtong/contract/client'
import { computed } from 'vue'
import { preferences } from '../../shared/preferences.ts'

const SOME_ITEMS = 6
const region = computed(() => preferences.region.code)

/** A few items that can be applied for online in the chosen region. */
export const useOnlineItems = () =>
  useQuery({
    queryKey: ['online-items', region],
    queryFn: ({ signal }) =>
      call(findItems, { query: { region: region.value, audience: 'person', online: true, limit: SOME_ITEMS } }, signal),
  })

/** My latest open cases. */
export const useLatestCases = () =>
  useQuery({
    queryKey: ['mine', 'latest-cases'],
    queryFn: ({ signal }) => call(listCases, { query: { state: 'open', limit: 3 } }, signal),
  })
