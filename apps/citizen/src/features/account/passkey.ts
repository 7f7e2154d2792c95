import { call } from '@zhengtong/contract/client'
import {
  addPasskey,
  signInByPasskey,
  startPasskey,
  startPasskeySignIn,
  startPasskeyStepUp,
  stepUpByPasskey,
} from '@zhengtong/contract/passkeys'
import { asMyself } from '../../shared/step-up.ts'

/** Whether this browser knows passkeys, and the site has a name that they can belong to. */
export const passkeysWork = () =>
  'PublicKeyCredential' in window && window.isSecureContext && !/^[\d.]+$|^\[/.test(location.hostname)

const library = () => import('@simplewebauthn/browser')
type CreationOptions = Parameters<Awaited<ReturnType<typeof library>>['startRegistration']>[0]['optionsJSON']
type RequestOptions = Parameters<Awaited<ReturnType<typeof library>>['startAuthentication']>[0]['optionsJSON']

/** Browsers name their reasons in English; the person is told what he can do. */
function inWords(error: unknown): never {
  const name = error instanceof Error ? error.name : ''
  if (name === 'InvalidStateError') throw new Error('这台设备已经添加过通行密钥')
  if (name === 'NotAllowedError' || name === 'AbortError') throw new Error('没有完成，可以再试一次或改用其他方式')
  throw error
}

/** Makes a passkey on this device and adds it to the account. */
export async function makePasskey(name: string) {
  const optionsJSON = (await asMyself(() => call(startPasskey, {}))) as unknown as CreationOptions
  const { startRegistration } = await library()
  const { id, rawId, response } = await startRegistration({ optionsJSON }).catch(inWords)
  const { clientDataJSON, attestationObject, transports = [] } = response
  const credential = {
    id,
    rawId,
    type: 'public-key' as const,
    response: { clientDataJSON, attestationObject, transports: [...transports] },
  }
  return call(addPasskey, { body: { name, credential } })
}

async function unlock(options: { challenge: string }) {
  const { startAuthentication } = await library()
  const { id, rawId, response } = await startAuthentication({
    optionsJSON: options as unknown as RequestOptions,
  }).catch(inWords)
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return {
    id,
    rawId,
    type: 'public-key' as const,
    response: { clientDataJSON, authenticatorData, signature, ...(userHandle ? { userHandle } : {}) },
  }
}

export const enterByPasskey = async () =>
  call(signInByPasskey, { body: await unlock(await call(startPasskeySignIn, {})) })

export const proveByPasskey = async () =>
  call(stepUpByPasskey, { body: await unlock(await call(startPasskeyStepUp, {})) })
