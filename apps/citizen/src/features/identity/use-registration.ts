import { useQuery } from '@tanstack/vue-query'
import { ApiProblem, call } from '@zhengtong/contract/client'
import { getRegistration, type Registration } from '@zhengtong/contract/identity'
import { NoRegistration } from '@zhengtong/contract/registration-problems'
import { computed, ref, watch } from 'vue'
import { queryClient } from '../../shared/query-client.ts'

const queryKey = ['registration']

/** What this device has proved so far, to register or to come back; the server keeps it, so a reload loses nothing. */
export function useRegistration() {
  const { data, status, error, refetch } = useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<Registration | null> => {
      try {
        return await call(getRegistration, {}, signal)
      } catch (problem) {
        if (problem instanceof ApiProblem && problem.is(NoRegistration)) return null
        throw problem
      }
    },
  })
  const reached = computed(() => {
    if (!data.value) return 1
    const { verifiedBy, stillNeeded, factors } = data.value
    return stillNeeded > 0 || (verifiedBy === 'trusted-identity' && factors.length === 0) ? 2 : 3
  })
  const step = ref(1)
  watch(reached, (now) => (step.value = now), { immediate: true })
  const expired = ref(false)

  function update(registration: Registration | null) {
    expired.value = false
    queryClient.setQueryData(queryKey, registration)
  }
  function startAgain() {
    update(null)
    expired.value = true
  }
  return { registration: data, status, error, refetch, step, expired, update, startAgain }
}

export const forgetRegistration = () => queryClient.removeQueries({ queryKey })
