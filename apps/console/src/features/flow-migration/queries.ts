import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/vue-query'
import { call, type Input } from '@zhengtong/contract/client'
import {
  cancelMigration,
  confirmMigration,
  getMigration,
  listItemFlows,
  listMigrations,
  listOutcomes,
  previewCases,
  previewMigration,
  proposeMigration,
  type FlowMigration,
} from '@zhengtong/contract/flow-migrations'
import { v7 } from 'uuid'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { queryClient } from '../../shared/query-client.ts'
import { isMoving } from './words.ts'

/** Which cases: those of the item under this flow. */
export interface From {
  code: string
  flow: string
  flowVersion: number
}
const input = ({ code, flow, flowVersion }: From) => ({ params: { code }, query: { flow, flowVersion } })

export const useItemFlows = (code: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['mine', 'item-flows', code],
    queryFn: ({ signal }) => call(listItemFlows, { params: { code: toValue(code) } }, signal),
    staleTime: 0,
  })

export const usePreview = (from: MaybeRefOrGetter<From>) =>
  useQuery({
    queryKey: ['mine', 'flow-preview', computed(() => toValue(from))],
    queryFn: ({ signal }) => call(previewMigration, input(toValue(from)), signal),
    staleTime: 0,
    gcTime: 0,
  })

export const usePreviewedCases = (from: MaybeRefOrGetter<From>) =>
  useInfiniteQuery({
    queryKey: ['mine', 'flow-preview-cases', computed(() => toValue(from))],
    queryFn: ({ pageParam, signal }) => {
      const { params, query } = input(toValue(from))
      return call(previewCases, { params, query: { ...query, cursor: pageParam } }, signal)
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    gcTime: 0,
  })

export const useMigrations = (open: MaybeRefOrGetter<boolean>) =>
  useInfiniteQuery({
    queryKey: ['mine', 'flow-migrations', open],
    queryFn: ({ pageParam, signal }) =>
      call(listMigrations, { query: { ...(toValue(open) ? { open: true } : {}), cursor: pageParam } }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  })

/** While cases are moved it is read again and again: a few seconds, for a large item minutes. */
const POLL_MS = 1_500

export const useMigration = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['mine', 'flow-migration', id],
    queryFn: ({ signal }) => call(getMigration, { params: { id: toValue(id) } }, signal),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data && isMoving(state.data.migration) ? POLL_MS : false),
  })

export const useOutcomes = (id: MaybeRefOrGetter<string>, moved: MaybeRefOrGetter<boolean>) =>
  useInfiniteQuery({
    queryKey: ['mine', 'flow-outcomes', id, moved],
    queryFn: ({ pageParam, signal }) =>
      call(listOutcomes, { params: { id: toValue(id) }, query: { moved: toValue(moved), cursor: pageParam } }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })

/** Proposes under one id however often it is sent, so that a retry after a lost answer proposes nothing twice. */
export function usePropose() {
  const id = v7()
  return useMutation({
    mutationFn: (wanted: Omit<Input<typeof proposeMigration>['body'], 'id'>) =>
      call(proposeMigration, { body: { id, ...wanted } }),
    onSuccess: forget,
  })
}

export const useConfirm = () =>
  useMutation({
    mutationFn: ({ id, fingerprint }: { id: string; fingerprint: string }) =>
      call(confirmMigration, { params: { id }, body: { fingerprint } }),
    onSuccess: forget,
  })

export const useCancel = () =>
  useMutation({
    mutationFn: ({ id, note }: { id: string; note: string }) =>
      call(cancelMigration, { params: { id }, body: { note } }),
    onSuccess: forget,
  })

/** After any step the list, the item and the migration itself are read again. */
async function forget({ id }: FlowMigration) {
  for (const key of [['flow-migrations'], ['item-flows'], ['flow-migration', id]])
    await queryClient.invalidateQueries({ queryKey: ['mine', ...key] })
}
