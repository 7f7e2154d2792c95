import { useQuery } from '@tanstack/vue-query'
import { getStaff, signOutStaff, type Staff } from '@zhengtong/contract/access'
import { call } from '@zhengtong/contract/client'
import { forgetDrafts } from '../features/decide/drafts.ts'
import { isSignedOut, queryClient } from './query-client.ts'

async function readStaff(): Promise<Staff | null> {
  try {
    return await call(getStaff, {})
  } catch (error) {
    if (isSignedOut(error)) return null
    throw error
  }
}

const staffQuery = { queryKey: ['staff'], queryFn: readStaff, staleTime: 5 * 60_000 }

/** The officer at work; `null` when nobody is signed in. */
export const useStaff = () => useQuery(staffQuery)

/** The same, outside components. */
export const currentStaff = () => queryClient.fetchQuery(staffQuery)

let lastId = ''

/** Takes over the officer just signed in. What another officer read or typed on this machine is forgotten. */
export function becomeStaff(staff: Staff) {
  if (staff.id !== lastId) {
    queryClient.removeQueries({ queryKey: ['mine'] })
    forgetDrafts()
  }
  lastId = staff.id
  queryClient.setQueryData(['staff'], staff)
}

/** Ends the session here and on the server. */
export async function signOut() {
  await call(signOutStaff, {}).catch((error: unknown) => {
    if (!isSignedOut(error)) throw error
  })
  queryClient.clear()
  forgetDrafts()
  queryClient.setQueryData(['staff'], null)
}
