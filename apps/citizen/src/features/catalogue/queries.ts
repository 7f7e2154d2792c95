import { useQuery } from '@tanstack/vue-query'
import { getItem, listAgencies, listThemes, type Audience } from '@zhengtong/contract/catalogue'
import { call } from '@zhengtong/contract/client'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { preferences } from '../../shared/preferences.ts'

const region = computed(() => preferences.region.code)

/** Themes of the chosen region, for persons or companies. */
export const useThemes = (audience: MaybeRefOrGetter<Audience>) =>
  useQuery({
    queryKey: ['themes', region, computed(() => toValue(audience))],
    queryFn: ({ signal }) => call(listThemes, { query: { region: region.value, audience: toValue(audience) } }, signal),
    staleTime: 5 * 60_000,
  })

/** Agencies that serve the chosen region. */
export const useAgencies = (audience: MaybeRefOrGetter<Audience>) =>
  useQuery({
    queryKey: ['agencies', region, computed(() => toValue(audience))],
    queryFn: ({ signal }) =>
      call(listAgencies, { query: { region: region.value, audience: toValue(audience) } }, signal),
    staleTime: 5 * 60_000,
  })

/** The guide in force of one item. */
export const useItem = (code: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['item', computed(() => toValue(code))],
    queryFn: ({ signal }) => call(getItem, { params: { code: toValue(code) } }, signal),
  })
