import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { call } from '@zhengtong/contract/client'
import { countMessages, listMessages } from '@zhengtong/contract/reminders'
import type { Ref } from 'vue'
import { queryClient } from '../../shared/query-client.ts'

const MINUTE_MS = 60_000

export const useMessages = () =>
  useInfiniteQuery({
    queryKey: ['mine', 'messages'],
    queryFn: ({ pageParam, signal }) => call(listMessages, { query: { cursor: pageParam } }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })

/** Under the counts, so that what is told live refreshes it too. */
export const useUnread = (isWanted: Ref<boolean>) =>
  useQuery({
    queryKey: ['mine', 'counts', 'messages'],
    queryFn: ({ signal }) => call(countMessages, {}, signal),
    enabled: isWanted,
    refetchInterval: MINUTE_MS,
  })

export const refreshMessages = () =>
  Promise.all([
    queryClient.invalidateQueries({ queryKey: ['mine', 'messages'] }),
    queryClient.invalidateQueries({ queryKey: ['mine', 'counts', 'messages'] }),
  ])
