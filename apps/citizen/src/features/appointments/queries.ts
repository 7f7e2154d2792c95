import { useQuery } from '@tanstack/vue-query'
import {
  listAppointmentDays,
  listAppointmentServices,
  listAppointmentSlots,
  listBookings,
} from '@zhengtong/contract/appointments'
import { call } from '@zhengtong/contract/client'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { queryClient } from '../../shared/query-client.ts'

type Source = MaybeRefOrGetter<string>

/** Halls where an item can be done with an appointment; the same for everybody. */
export const useServices = (itemCode: Source) =>
  useQuery({
    queryKey: ['appointment-services', computed(() => toValue(itemCode))],
    queryFn: ({ signal }) => call(listAppointmentServices, { query: { itemCode: toValue(itemCode) } }, signal),
    staleTime: 5 * 60_000,
  })

// Places go within seconds: always asked anew.
export const useDays = (serviceId: Source) =>
  useQuery({
    queryKey: ['mine', 'places', computed(() => toValue(serviceId))],
    queryFn: ({ signal }) => call(listAppointmentDays, { params: { id: toValue(serviceId) } }, signal),
    enabled: computed(() => toValue(serviceId) !== ''),
    staleTime: 0,
  })

export const useSlots = (serviceId: Source, date: Source) =>
  useQuery({
    queryKey: ['mine', 'places', computed(() => toValue(serviceId)), computed(() => toValue(date))],
    queryFn: ({ signal }) =>
      call(listAppointmentSlots, { params: { id: toValue(serviceId) }, query: { date: toValue(date) } }, signal),
    enabled: computed(() => toValue(serviceId) !== '' && toValue(date) !== ''),
    staleTime: 0,
  })

const AT_THE_HALL_MS = 10_000
const WAITING_MS = 30_000

/** Looks again by itself while something moves: a queue at the hall, or a wait for a place. */
export const useBookings = () =>
  useQuery({
    queryKey: ['mine', 'bookings'],
    queryFn: ({ signal }) => call(listBookings, {}, signal),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) =>
      data?.rows.some(({ queue }) => queue) ? AT_THE_HALL_MS : data?.waiting.length ? WAITING_MS : false,
  })

export const bookingsChanged = () =>
  Promise.all(['bookings', 'places'].map((name) => queryClient.invalidateQueries({ queryKey: ['mine', name] })))
