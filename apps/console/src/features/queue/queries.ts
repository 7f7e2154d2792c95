import { queryOptions, useQuery } from '@tanstack/vue-query'
import { call } from '@zhengtong/contract/client'
import { countQueues, listQueue, type QueueFilter, type QueueName } from '@zhengtong/contract/queues'
import { listViews } from '@zhengtong/contract/saved-views'
import { queryClient } from '../../shared/query-client.ts'
import { live } from '../live/live.ts'

/** While nothing is told without being asked, we ask. */
const refetchInterval = () => (live.on ? false : 30_000)

/** One page of a queue, narrowed or not, or the one case with this number or query code. */
export interface QueueView {
  queue: QueueName
  number: string
  cursor: string
  filter: QueueFilter
}

export const readPage = ({ filter, ...view }: QueueView, signal?: AbortSignal) =>
  call(listQueue, { query: { ...view, ...filter } }, signal)

export const queuePage = (view: QueueView) =>
  queryOptions({
    queryKey: ['mine', 'queue', view.queue, view.number, view.cursor, view.filter],
    queryFn: ({ signal }) => readPage(view, signal),
    refetchInterval,
  })

/** Open cases of each queue. */
export const useCounts = () =>
  useQuery({
    queryKey: ['mine', 'counts'],
    queryFn: ({ signal }) => call(countQueues, {}, signal),
    refetchInterval,
  })

/** The officer's own views. */
export const savedViews = queryOptions({
  queryKey: ['mine', 'views'],
  queryFn: ({ signal }) => call(listViews, {}, signal),
  staleTime: 5 * 60_000,
})

/** After an act every queue may have changed. */
export const refreshQueues = () =>
  Promise.all([
    queryClient.invalidateQueries({ queryKey: ['mine', 'queue'] }),
    queryClient.invalidateQueries({ queryKey: ['mine', 'counts'] }),
  ])
