import { useQuery } from '@tanstack/vue-query'
import { getStaff, signOutStaff, type Staff } from '@zhengtong/contract/access'
import { call } from '@zhengtong/contract/client'
import { forgetDrafts } from '../features/decide/drafts.ts'
import { isSignedOut, queryClient } from './query-client.ts'

/** The last officer seen on this page; his drafts outlive his session. */
let lastId = ''

async function readStaff(): Promise<Staff | null> {
  try {
    const staff = await call(getStaff, {})
    lastId = staff.id
    return staff
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

/** Takes over the officer just signed in. What another officer read or typed on this machine is forgotten. */
export function becomeStaff(staff: Staff) {
  if (staff.id !== lastId) {
    queryClient.removeQueries({ queryKey: ['mine'] })
    forgetDrafts()
  }
  lastId = staff.id
  queryClient.setQueryData(['staff'], staff)
}

/** Ends the session on the server; throws when that did not work. */
export async function signOut() {
  await call(signOutStaff, {}).catch((error: unknown) => {
    if (!isSignedOut(error)) throw error
  })
}

/** Drops everything the officer read or typed. */
export function forgetStaff() {
  queryClient.clear()
  forgetDrafts()
  queryClient.setQueryData(['staff'], null)
}
