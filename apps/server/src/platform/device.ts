import type { FastifyReply, FastifyRequest } from 'fastify'
import { setSession } from './cookies.ts'
import { newToken, tokenDigest } from './crypto/index.ts'

export const DEVICE_COOKIE = '__Host-device'
/** The longest that browsers keep a cookie. */
const DEVICE_SECONDS = 400 * 86_400

/** The device a person signs in with: the digest of its own cookie, and the family of its browser. */
export interface Browser {
  device: string
  agent: string
}

/** Families, not versions: a browser that updates itself stays signed in. */
export function agentFamily(userAgent: string): string {
  return /Edg|OPR|Firefox|Chrome|Safari/.exec(userAgent)?.[0] ?? 'other'
}

/** The kind of machine, as far as the browser tells; for its owner to recognise it by. */
export function machineOf(userAgent: string): string {
  return /HarmonyOS|Android|iPhone|iPad|Windows|Macintosh|Linux/.exec(userAgent)?.[0] ?? 'other'
}

/** The browser's device token, or a new one to give it. */
export function deviceOf(cookie: string | undefined, userAgent: string): Browser & { token: string } {
  const token = cookie && /^[\w-]{43}$/.test(cookie) ? cookie : newToken().token
  return { token, device: tokenDigest(token), agent: agentFamily(userAgent) }
}

/** The device of this request, which knows its token from now on. */
export function rememberDevice(request: FastifyRequest, reply: FastifyReply): Browser & { machine: string } {
  const userAgent = request.headers['user-agent'] ?? ''
  const { token, device, agent } = deviceOf(request.cookies[DEVICE_COOKIE], userAgent)
  setSession(reply, DEVICE_COOKIE, token, DEVICE_SECONDS)
  return { device, agent, machine: machineOf(userAgent) }
}
