import { useMutation, useQuery } from '@tanstack/vue-query'
import type { Audience } from '@zhengtong/contract/catalogue'
import { call } from '@zhengtong/contract/client'
import { getCurrentIdentity, switchIdentity, type CurrentIdentity } from '@zhengtong/contract/organisations'
import { computed } from 'vue'
import { queryClient } from '../../shared/query-client.ts'
import { useMe } from '../../shared/session.ts'

const key = ['mine', 'identity']

/** On whose behalf this session acts. Asked anew whenever the window comes back: another one may have switched. */
export function useIdentity() {
  const { data: me } = useMe()
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(getCurrentIdentity, {}, signal),
    enabled: computed(() => Boolean(me.value)),
    staleTime: 0,
  })
}

/** Whom the items on offer are for: a company while the person acts for one. */
export function useAudience() {
  const { data } = useIdentity()
  return computed<Audience>(() => (data.value?.current ? 'company' : 'person'))
}

/** Takes over a new identity: nothing of the old one's cases, drafts and messages stays in this window. */
function become(identity: CurrentIdentity) {
  queryClient.setQueryData(key, identity)
  // Reset, not removed: what is on the screen is asked anew.
  void queryClient.resetQueries({ predicate: ({ queryKey }) => queryKey[0] === 'mine' && queryKey[1] !== 'identity' })
}

/** Switches to a company, or with null back to oneself. */
export const useSwitch = (then: () => unknown = () => undefined) =>
  useMutation({
    mutationFn: (mandateId: string | null) => call(switchIdentity, { body: { mandateId } }),
    onSuccess: (identity) => {
      become(identity)
      return then()
    },
    onError: () => queryClient.invalidateQueries({ queryKey: key }),
  })
