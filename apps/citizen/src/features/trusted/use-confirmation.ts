import { useMutation, useQuery } from '@tanstack/vue-query'
import type { TrustedAttempt } from '@zhengtong/contract/trusted'
import { computed, ref, watch } from 'vue'

/**
 * Sends a person to the authority and waits: `start` begins, `ask` is called every two seconds until the attempt has an end,
 * `done` hears the first answer in which the person has confirmed.
 */
export function useConfirmation<Answer extends { attempt: TrustedAttempt }>(
  key: string,
  {
    start,
    ask,
    done,
  }: { start: () => Promise<TrustedAttempt>; ask: (id: string) => Promise<Answer>; done: (answer: Answer) => void },
) {
  const attempt = ref<TrustedAttempt>()
  const begin = useMutation({
    mutationFn: start,
    onSuccess: (started) => {
      attempt.value = started
    },
  })
  const { data, error } = useQuery({
    queryKey: computed(() => [key, attempt.value?.id]),
    queryFn: () => ask(attempt.value?.id ?? ''),
    enabled: () => attempt.value?.state === 'open',
    refetchInterval: ({ state }) => (state.data && state.data.attempt.state !== 'open' ? false : 2_000),
    retry: false,
    gcTime: 0,
  })
  watch(data, (answer) => {
    if (!answer || answer.attempt.id !== attempt.value?.id) return
    attempt.value = answer.attempt
    if (answer.attempt.state === 'done') done(answer)
  })
  return {
    attempt,
    isPending: begin.isPending,
    fault: computed(() => (begin.error.value ?? error.value)?.message ?? ''),
    start: () => {
      if (!begin.isPending.value) begin.mutate()
    },
    cancel: () => {
      attempt.value = undefined
    },
  }
}
