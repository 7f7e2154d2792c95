import { useMutation, useQuery } from '@tanstack/vue-query'
import { call } from '@zhengtong/contract/client'
import {
  checkTrustedAttempt,
  getTrustedIdentity,
  offersTrustedSignIn,
  startTrustedAttempt,
  type TrustedAttempt,
  type TrustedMode,
} from '@zhengtong/contract/trusted'
import { computed, ref, watch } from 'vue'
import { queryClient } from '../../shared/query-client.ts'

export const useTrustedIdentity = () =>
  useQuery({
    queryKey: ['mine', 'trusted'],
    queryFn: ({ signal }) => call(getTrustedIdentity, {}, signal),
    staleTime: 0,
  })

/** Whether an authority is connected: whoever is not signed in asks this. */
export const useOffer = () =>
  useQuery({ queryKey: ['trusted-offer'], queryFn: () => call(offersTrustedSignIn, {}), staleTime: Infinity })

/** What was proved shows in the account and on this page. */
export const proved = () =>
  Promise.all([
    queryClient.invalidateQueries({ queryKey: ['mine', 'trusted'] }),
    queryClient.invalidateQueries({ queryKey: ['me'] }),
  ])

/** Starts an authentication of the signed-in person; one try keeps its id, so that a lost answer starts no second one. */
export function useStart(mode: TrustedMode) {
  const attempt = ref<TrustedAttempt>()
  let id = crypto.randomUUID()
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(startTrustedAttempt, { params: { id }, body: { mode } }),
    onSuccess: (started) => {
      attempt.value = started
    },
  })
  function again() {
    id = crypto.randomUUID()
    attempt.value = undefined
  }
  return {
    attempt,
    isPending,
    fault: computed(() => error.value?.message ?? ''),
    again,
    start: () => {
      if (!isPending.value) mutate()
    },
  }
}

/** Asks every two seconds whether the person has confirmed, as long as he looks at this page. */
export function useWaiting(attempt: { value: TrustedAttempt | undefined }) {
  const { data, error } = useQuery({
    queryKey: computed(() => ['mine', 'trusted-attempt', attempt.value?.id]),
    queryFn: () => call(checkTrustedAttempt, { params: { id: attempt.value?.id ?? '' } }),
    enabled: () => attempt.value?.state === 'open',
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'open' ? false : 2_000),
    retry: false,
  })
  watch(data, (now) => {
    if (now && now.id === attempt.value?.id) attempt.value = now
    if (now?.state === 'done') void proved()
  })
  return { fault: computed(() => error.value?.message ?? '') }
}
