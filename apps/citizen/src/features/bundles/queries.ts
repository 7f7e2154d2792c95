import { useQuery } from '@tanstack/vue-query'
import {
  BundleNotFound,
  getBundle,
  getBundleProgress,
  listBundles,
  type BundleProgress,
} from '@zhengtong/contract/bundles'
import { ApiProblem, call } from '@zhengtong/contract/client'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { preferences } from '../../shared/preferences.ts'

const region = computed(() => preferences.region.code)

/** The bundles that can be done in the chosen region. */
export const useBundles = () =>
  useQuery({
    queryKey: ['bundles', region],
    queryFn: ({ signal }) => call(listBundles, { query: { region: region.value } }, signal),
    staleTime: 5 * 60_000,
  })

/** One bundle as the chosen region does it. */
export const useBundle = (code: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['bundle', computed(() => toValue(code)), region],
    queryFn: ({ signal }) =>
      call(getBundle, { params: { code: toValue(code) }, query: { region: region.value } }, signal),
  })

/** How far an application of mine has come; null where there is none under this id, not yet. */
export const useProgress = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['mine', 'bundle', computed(() => toValue(id))],
    queryFn: async ({ signal }): Promise<BundleProgress | null> => {
      try {
        return await call(getBundleProgress, { params: { id: toValue(id) } }, signal)
      } catch (error) {
        if (error instanceof ApiProblem && error.is(BundleNotFound)) return null
        throw error
      }
    },
    enabled: computed(() => toValue(id) !== ''),
    staleTime: 0,
  })
