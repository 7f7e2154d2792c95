import { useQuery } from '@tanstack/vue-query'
import { call } from '@zhengtong/contract/client'
import { listInvitations, listMandates, listOrganisations } from '@zhengtong/contract/organisations'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { queryClient } from '../../shared/query-client.ts'

export const useOrganisations = () =>
  useQuery({ queryKey: ['mine', 'organisations'], queryFn: ({ signal }) => call(listOrganisations, {}, signal) })

export const useInvitations = () =>
  useQuery({ queryKey: ['mine', 'invitations'], queryFn: ({ signal }) => call(listInvitations, {}, signal) })

export const useMandates = (organisationId: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['mine', 'mandates', computed(() => toValue(organisationId))],
    queryFn: ({ signal }) => call(listMandates, { params: { id: toValue(organisationId) } }, signal),
  })

/** Everything about organisations is asked anew: one change shows on several pages. */
export const mandatesChanged = () =>
  Promise.all(
    ['identity', 'organisations', 'invitations', 'mandates'].map((name) =>
      queryClient.invalidateQueries({ queryKey: ['mine', name] }),
    ),
  )
