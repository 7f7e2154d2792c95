import { queryOptions, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { call } from '@zhengtong/contract/client'
import {
  countCards,
  getCard,
  listCardAgencies,
  listCards,
  type CardRule,
  type CardState,
} from '@zhengtong/contract/supervision'
import { toValue, type MaybeRefOrGetter } from 'vue'

const REFRESH_MS = 30_000

export interface CardFilter {
  level: 'red' | 'yellow' | undefined
  state: CardState | undefined
  rule: CardRule | undefined
  agency: string | undefined
  late: boolean
}

/** Cards in the scope of whoever looks, the latest first, page by page. */
export const useCards = (filter: MaybeRefOrGetter<CardFilter>) =>
  useInfiniteQuery({
    queryKey: ['mine', 'cards', filter],
    queryFn: ({ pageParam, signal }) => {
      const { level, state, rule, agency, late } = toValue(filter)
      const query = {
        ...(level ? { level } : {}),
        ...(state ? { state } : {}),
        ...(rule ? { rule } : {}),
        ...(agency ? { agency } : {}),
        ...(late ? { late } : {}),
        cursor: pageParam,
      }
      return call(listCards, { query }, signal)
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: REFRESH_MS,
  })

/** The agencies to choose from: those in the scope that have cards. */
export const useCardAgencies = () =>
  useQuery({
    queryKey: ['mine', 'card-agencies'],
    queryFn: ({ signal }) => call(listCardAgencies, {}, signal),
  })

/** Cards that are not settled, fresh every 30 s. */
export const useCardCounts = (enabled: MaybeRefOrGetter<boolean>) =>
  useQuery({
    queryKey: ['mine', 'card-counts'],
    queryFn: ({ signal }) => call(countCards, {}, signal),
    refetchInterval: REFRESH_MS,
    enabled,
  })

export const cardDetail = (id: string) =>
  queryOptions({
    queryKey: ['mine', 'card', id],
    queryFn: ({ signal }) => call(getCard, { params: { id } }, signal),
  })
