import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/vue-query'
import {
  actOnChange,
  createChange,
  getChange,
  listChanges,
  type ChangeDetail,
} from '@zhengtong/contract/catalogue-changes'
import { listAgencies } from '@zhengtong/contract/catalogue'
import { listBaseItems, listItemVersions, listOwnItems, saveBaseItem } from '@zhengtong/contract/catalogue-lists'
import { type ChangeState } from '@zhengtong/contract/catalogue-words'
import { call, type Input } from '@zhengtong/contract/client'
import { v7 } from 'uuid'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { queryClient } from '../../shared/query-client.ts'

type ItemFilter = { search: string; state: 'in-force' | 'suspended' | 'cancelled' | ''; behind: boolean }
const set = <T>(key: string, value: T | '' | false) => (value === '' || value === false ? {} : { [key]: value })

export const useOwnItems = (filter: MaybeRefOrGetter<ItemFilter>) =>
  useInfiniteQuery({
    queryKey: ['mine', 'catalogue-items', computed(() => toValue(filter))],
    queryFn: ({ pageParam, signal }) => {
      const { search, state, behind } = toValue(filter)
      const query = { ...set('search', search), ...set('state', state), ...set('behind', behind), cursor: pageParam }
      return call(listOwnItems, { query }, signal)
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })

export const useBaseItems = (search: MaybeRefOrGetter<string>) =>
  useInfiniteQuery({
    queryKey: ['mine', 'base-items', search],
    queryFn: ({ pageParam, signal }) =>
      call(listBaseItems, { query: { ...set('search', toValue(search)), cursor: pageParam } }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })

export const useVersions = (code: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['mine', 'item-versions', code],
    queryFn: ({ signal }) => call(listItemVersions, { params: { code: toValue(code) } }, signal),
  })

export const useChangeList = (filter: MaybeRefOrGetter<{ waiting: boolean; state: ChangeState | '' }>) =>
  useInfiniteQuery({
    queryKey: ['mine', 'catalogue-changes', computed(() => toValue(filter))],
    queryFn: ({ pageParam, signal }) => {
      const { waiting, state } = toValue(filter)
      return call(
        listChanges,
        { query: { ...set('waiting', waiting), ...set('state', state), cursor: pageParam } },
        signal,
      )
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })

export const useChange = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['mine', 'catalogue-change', id],
    queryFn: ({ signal }) => call(getChange, { params: { id: toValue(id) } }, signal),
    staleTime: 0,
  })

/** Agencies that serve a region, for picking. */
export const useAgencies = (region: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['agencies', computed(() => toValue(region))],
    queryFn: ({ signal }) => call(listAgencies, { query: { region: toValue(region) } }, signal),
  })

type Wanted = Omit<Input<typeof createChange>['body'], 'id'>

/** Opens a change request; the same wish sent again, after an answer that was lost, opens the same one. */
export function useCreateChange() {
  const ids = new Map<string, string>()
  const idOf = (wanted: Wanted) => {
    const key = JSON.stringify(wanted)
    const id = ids.get(key) ?? v7()
    ids.set(key, id)
    return id
  }
  return useMutation({
    mutationFn: (wanted: Wanted) => call(createChange, { body: { id: idOf(wanted), ...wanted } }),
    onSuccess: showChange,
  })
}

/** One act; the same dialog sent twice performs it once. */
export function useAct() {
  const actId = v7()
  return useMutation({
    mutationFn: ({ id, ...act }: Omit<Input<typeof actOnChange>['body'], 'actId'> & { id: string }) =>
      call(actOnChange, { params: { id }, body: { actId, ...act } }),
    onSuccess: showChange,
  })
}

export const useSaveBase = () =>
  useMutation({
    mutationFn: ({ key, ...body }: Input<typeof saveBaseItem>['body'] & { key: string }) =>
      call(saveBaseItem, { params: { key }, body }),
    onSuccess: async () => {
      for (const kind of ['base-items', 'catalogue-items'])
        await queryClient.invalidateQueries({ queryKey: ['mine', kind] })
    },
  })

async function showChange(change: ChangeDetail) {
  queryClient.setQueryData(['mine', 'catalogue-change', change.id], change)
  for (const kind of ['catalogue-changes', 'catalogue-items', 'item-versions'])
    await queryClient.invalidateQueries({ queryKey: ['mine', kind] })
}
