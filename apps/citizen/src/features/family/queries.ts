import { useQuery } from '@tanstack/vue-query'
import { call } from '@zhengtong/contract/client'
import { listFamilyCases, listFamilyMandates, listRelatives, listWards } from '@zhengtong/contract/family'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { queryClient } from '../../shared/query-client.ts'

export const useWards = () =>
  useQuery({ queryKey: ['mine', 'wards'], queryFn: ({ signal }) => call(listWards, {}, signal) })

export const useFamilyMandates = () =>
  useQuery({ queryKey: ['mine', 'family-mandates'], queryFn: ({ signal }) => call(listFamilyMandates, {}, signal) })

/** For whom this person may file now; asked anew each time, for a right may have ended. */
export const useRelatives = () =>
  useQuery({
    queryKey: ['mine', 'relatives'],
    queryFn: ({ signal }) => call(listRelatives, {}, signal),
    staleTime: 0,
  })

export const useFamilyCases = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['mine', 'family-cases', computed(() => toValue(id))],
    queryFn: ({ signal }) => call(listFamilyCases, { params: { id: toValue(id) } }, signal),
    staleTime: 0,
  })

export const familyChanged = () =>
  Promise.all(
    ['wards', 'family-mandates', 'relatives'].map((name) =>
      queryClient.invalidateQueries({ queryKey: ['mine', name] }),
    ),
  )
