import { useQuery } from '@tanstack/vue-query'
import { listAppointmentHalls } from '@zhengtong/contract/appointment-desk'
import { getQueue } from '@zhengtong/contract/appointment-queue'
import { call } from '@zhengtong/contract/client'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'

const QUEUE_MS = 5_000
const HALLS_MS = 60_000

/** Halls of the officer's; asked again by the minute for the code that their displays show. */
export const useHalls = () =>
  useQuery({
    queryKey: ['mine', 'appointment-halls'],
    queryFn: ({ signal }) => call(listAppointmentHalls, {}, signal),
    refetchInterval: HALLS_MS,
  })

/** Today's queue of a service; other windows call from it too. */
export const useQueue = (serviceId: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['mine', 'appointment-queue', computed(() => toValue(serviceId))],
    queryFn: ({ signal }) => call(getQueue, { params: { id: toValue(serviceId) } }, signal),
    enabled: computed(() => toValue(serviceId) !== ''),
    staleTime: 0,
    refetchInterval: QUEUE_MS,
  })
