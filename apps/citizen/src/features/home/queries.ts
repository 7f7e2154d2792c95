import { useQuery } from '@tanstack/vue-query'
import { listCases } from '@zhengtong/contract/cases'
import { findItems, type Audience } from '@zhengtong/contract/catalogue'
import { call } from '@zhengtong/contract/client'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { preferences } from '../../shared/preferences.ts'

const SOME_ITEMS = 6
const region = computed(() => preferences.region.code)

/** A few items that can be applied for online in the chosen region. */
export const useOnlineItems = (audience: MaybeRefOrGetter<Audience>) =>
  useQuery({
    queryKey: ['online-items', region, computed(() => toValue(audience))],
    queryFn: ({ signal }) =>
      call(
        findItems,
        { query: { region: region.value, audience: toValue(audience), online: true, limit: SOME_ITEMS } },
        signal,
      ),
  })

/** My latest open cases. */
export const useLatestCases = () =>
  useQuery({
    queryKey: ['mine', 'latest-cases'],
    queryFn: ({ signal }) => call(listCases, { query: { state: 'open', limit: 3 } }, signal),
  })
