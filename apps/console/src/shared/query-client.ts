import { QueryCache, QueryClient } from '@tanstack/vue-query'
import { ApiProblem } from '@zhengtong/contract/client'

/** Set by the layout: what to do when the session has ended. */
export const onSessionEnd = { run: () => {} }

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (error instanceof ApiProblem && error.page.status === 401) onSessionEnd.run()
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays a refusal; only the network deserves another try.
      retry: (count, error) => !(error instanceof ApiProblem) && count < 2,
    },
  },
})
