import { queryOptions, useQuery } from '@tanstack/vue-query'
import { call } from '@zhengtong/contract/client'
import { countQueues, listQueue, type QueueFilter, type QueueName } from '@zhengtong/contract/queues'
import { listViews } from '@zhengtong/contract/saved-views'
import { queryClient } from '../../shared/query-client.ts'

const REFRESH_MS = 30_000

/** One page of a queue, narrowed or not, or the one case with this number or query code. */
export interface QueueView {
  queue: QueueName
  number: string
  cursor: string
  filter: QueueFilter
}

export const queuePage = ({ filter, ...view }: QueueView) =>
  queryOptions({
    queryKey: ['mine', 'queue', view.queue, view.number, view.cursor, filter],
    queryFn: ({ signal }) => call(listQueue, { query: { ...view, ...filter } }, signal),
    refetchInterval: REFRESH_MS,
  })

/** Open cases of each queue, fresh every 30 s. */
export const useCounts = () =>
  useQuery({
    queryKey: ['mine', 'counts'],
    queryFn: ({ signal }) => call(countQueues, {}, signal),
    refetchInterval: REFRESH_MS,
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
