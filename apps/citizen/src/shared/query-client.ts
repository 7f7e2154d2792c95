import { MutationCache, QueryCache, QueryClient } from '@tanstack/vue-query'
import { ApiProblem, Unreachable } from '@zhengtong/contract/client'
import { MandateEnded } from '@zhengtong/contract/organisations'
import { NotSignedIn } from '@zhengtong/contract/problem'

/** True when the server says that nobody is signed in. */
export const isSignedOut = (error: unknown) => error instanceof ApiProblem && error.is(NotSignedIn)

/** Makes the app a guest's when a call shows that the session has ended, and asks anew when its mandate has. */
export function noteSignedOut(error: unknown) {
  if (isSignedOut(error)) queryClient.setQueryData(['me'], null)
  // The band on top then says so, and offers the way back.
  if (error instanceof ApiProblem && error.is(MandateEnded))
    void queryClient.invalidateQueries({ queryKey: ['mine', 'identity'] })
}

// Offline requests run and fail at once, so that pages say so instead of waiting without a word.
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noteSignedOut }),
  mutationCache: new MutationCache({ onError: noteSignedOut }),
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 30_000,
      retry: (count, error) => count < 1 && error instanceof Unreachable,
    },
    mutations: { networkMode: 'always' },
  },
})
