import { queryOptions, useQuery } from '@tanstack/vue-query'
import { call } from '@zhengtong/contract/client'
import { countQueues, listQueue, type QueueName } from '@zhengtong/contract/staff-cases'
import { queryClient } from '../../shared/query-client.ts'

const REFRESH_MS = 30_000

/** One page of a queue, or the one case with this number or query code. */
export interface QueueView {
  queue: QueueName
  number: string
  cursor: string
}

export const queuePage = (view: QueueView) =>
  queryOptions({
    queryKey: ['mine', 'queue', view.queue, view.number, view.cursor],
    queryFn: ({ signal }) => call(listQueue, { query: { ...view } }, signal),
    refetchInterval: REFRESH_MS,
  })

/** Open cases of each queue, fresh every 30 s. */
export const useCounts = () =>
  useQuery({
    queryKey: ['mine', 'counts'],
    queryFn: ({ signal }) => call(countQueues, {}, signal),
    refetchInterval: REFRESH_MS,
  })

/** After an act every queue may have changed. */
export const refreshQueues = () =>
  Promise.all([
    queryClient.invalidateQueries({ queryKey: ['mine', 'queue'] }),
    queryClient.invalidateQueries({ queryKey: ['mine', 'counts'] }),
  ])
