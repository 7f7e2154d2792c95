import { useQuery } from '@tanstack/vue-query'
import { call } from '@zhengtong/contract/client'
import { getMe, type Me } from '@zhengtong/contract/identity'
import { isSignedOut, queryClient } from './query-client.ts'

async function readMe(): Promise<Me | null> {
  try {
    return await call(getMe, {})
  } catch (error) {
    if (isSignedOut(error)) return null
    throw error
  }
}

const meQuery = { queryKey: ['me'], queryFn: readMe, staleTime: 5 * 60_000 }

/** The signed-in person; `null` for a guest. */
export const useMe = () => useQuery(meQuery)

/** The same, outside components. */
export const currentMe = () => queryClient.fetchQuery(meQuery)

/** Takes over the person just signed in, or forgets everything of the one signed out. */
export function becomePerson(me: Me | null) {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] === 'mine' })
  queryClient.setQueryData(['me'], me)
}
