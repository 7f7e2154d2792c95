import { MutationCache, QueryCache, QueryClient } from '@tanstack/vue-query'
import { ApiProblem, Unreachable } from '@zhengtong/contract/client'
import { NotSignedIn } from '@zhengtong/contract/problem'

/** True when the server says that nobody is signed in. */
export const isSignedOut = (error: unknown) => error instanceof ApiProblem && error.is(NotSignedIn)

/** Sends the officer to the sign-in page when a call shows that the session has ended. */
export function noteSignedOut(error: unknown) {
  if (isSignedOut(error)) queryClient.setQueryData(['staff'], null)
}

// Colleagues act on the same cases, so nothing shown is taken as fresh. Offline requests run and fail at once, so that
// pages say so instead of waiting without a word.
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noteSignedOut }),
  mutationCache: new MutationCache({ onError: noteSignedOut }),
  defaultOptions: {
    queries: {
      networkMode: 'always',
      retry: (count, error) => count < 1 && error instanceof Unreachable,
    },
    mutations: { networkMode: 'always' },
  },
})
