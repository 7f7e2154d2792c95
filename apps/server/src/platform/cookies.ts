import type { FastifyReply } from 'fastify'

/** Session cookies: only over HTTPS or on the loopback address, never readable by scripts, never sent by other sites. */
const flags = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const

export function setSession(reply: FastifyReply, name: `__Host-${string}`, token: string, maxAgeSeconds: number): void {
  reply.setCookie(name, token, { ...flags, maxAge: maxAgeSeconds })
}

export function clearSession(reply: FastifyReply, name: `__Host-${string}`): void {
  reply.clearCookie(name, flags)
}
