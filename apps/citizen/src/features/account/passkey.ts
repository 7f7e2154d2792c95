import { call } from '@zhengtong/contract/client'
import {
  addPasskey,
  signInByPasskey,
  startPasskey,
  startPasskeySignIn,
  startPasskeyStepUp,
  stepUpByPasskey,
} from '@zhengtong/contract/passkeys'
import { createPasskey, unlockPasskey } from '@zhengtong/ui/passkey'
import { asMyself } from '../../shared/step-up.ts'

/** Makes a passkey on this device and adds it to the account. */
export async function makePasskey(name: string) {
  const credential = await createPasskey(await asMyself(() => call(startPasskey, {})))
  return call(addPasskey, { body: { name, credential } })
}

export const enterByPasskey = async () =>
  call(signInByPasskey, { body: await unlockPasskey(await call(startPasskeySignIn, {})) })

export const proveByPasskey = async () =>
  call(stepUpByPasskey, { body: await unlockPasskey(await call(startPasskeyStepUp, {})) })
