import { getStaff, signOutStaff, type Permission, type Staff } from '@zhengtong/contract/access'
import { ApiProblem, call } from '@zhengtong/contract/client'
import { shallowRef } from 'vue'
import { queryClient } from './query-client.ts'

/** The signed-in officer; undefined while nobody has been asked for yet, null when nobody is signed in. */
export const staff = shallowRef<Staff | null>()

/** Who is signed in, asked for once; null when nobody is. */
export async function currentStaff(): Promise<Staff | null> {
  if (staff.value === undefined) {
    staff.value = await call(getStaff, {}).catch((error: unknown) => {
      if (error instanceof ApiProblem && error.page.status === 401) return null
      throw error
    })
  }
  return staff.value ?? null
}

export async function signOut(): Promise<void> {
  await call(signOutStaff, {}).catch(() => undefined)
  forgetStaff()
}

/** Drops everything that belonged to the officer. */
export function forgetStaff(): void {
  staff.value = null
  queryClient.clear()
}

export function may(permission: Permission): boolean {
  return staff.value?.permissions.includes(permission) ?? false
}
