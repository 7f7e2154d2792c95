import { call } from '@zhengtong/contract/client'
import {
  addStaffPasskey,
  signInStaffByPasskey,
  startStaffPasskey,
  startStaffPasskeySignIn,
} from '@zhengtong/contract/staff-passkeys'
import { createPasskey, unlockPasskey } from '@zhengtong/ui/passkey'

/** Makes a passkey on this device for the officer who has just proved both factors. */
export async function makePasskey({ name, ...proof }: { name: string; password: string; totp: string }) {
  const credential = await createPasskey(await call(startStaffPasskey, { body: proof }))
  return call(addStaffPasskey, { body: { name, credential } })
}

export const enterByPasskey = async () =>
  call(signInStaffByPasskey, { body: await unlockPasskey(await call(startStaffPasskeySignIn, {})) })
