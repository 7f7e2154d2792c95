/** The browser's part of passkeys (Web Authentication), the same for citizens and staff. */

/** Whether this browser knows passkeys, and the site has a name that they can belong to. */
export const passkeysWork = () =>
  'PublicKeyCredential' in window && window.isSecureContext && !/^[\d.]+$|^\[/.test(location.hostname)

const library = () => import('@simplewebauthn/browser')
type CreationOptions = Parameters<Awaited<ReturnType<typeof library>>['startRegistration']>[0]['optionsJSON']
type RequestOptions = Parameters<Awaited<ReturnType<typeof library>>['startAuthentication']>[0]['optionsJSON']
/** What the server gave for the ceremony; passed to the browser as it is. */
interface Options {
  challenge: string
}

/** Browsers name their reasons in English; the person is told what he can do. */
function inWords(error: unknown): never {
  const name = error instanceof Error ? error.name : ''
  if (name === 'InvalidStateError') throw new Error('这台设备已经添加过通行密钥')
  if (name === 'NotAllowedError' || name === 'AbortError') throw new Error('没有完成，可以再试一次或改用其他方式')
  throw error
}

/** Has the device make a passkey; answers what the server needs to keep it. */
export async function createPasskey(options: Options) {
  const { startRegistration } = await library()
  const optionsJSON = options as unknown as CreationOptions
  const { id, rawId, response } = await startRegistration({ optionsJSON }).catch(inWords)
  const { clientDataJSON, attestationObject, transports = [] } = response
  return {
    id,
    rawId,
    type: 'public-key' as const,
    response: { clientDataJSON, attestationObject, transports: [...transports] },
  }
}

/** Has the owner unlock a passkey; answers the signature that proves it. */
export async function unlockPasskey(options: Options) {
  const { startAuthentication } = await library()
  const optionsJSON = options as unknown as RequestOptions
  const { id, rawId, response } = await startAuthentication({ optionsJSON }).catch(inWords)
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return {
    id,
    rawId,
    type: 'public-key' as const,
    response: { clientDataJSON, authenticatorData, signature, ...(userHandle ? { userHandle } : {}) },
  }
}
