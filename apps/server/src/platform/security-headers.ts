import helmet from '@fastify/helmet'
import { fastify } from 'fastify'

/** Where browsers report what the policy stopped (platform/policy-reports.ts). */
export const POLICY_REPORTS = '/api/v1/policy-reports'

/**
 * Nothing runs or loads but what this origin serves; no frames of us elsewhere, no plugins, no inline code or style. Bare text
 * reaches no sink that could run it (Trusted Types): the one policy is Vue's own, for static parts of its compiled templates.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "frame-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types vue',
  `report-uri ${POLICY_REPORTS}`,
].join('; ')

let known: Promise<Record<string, string>> | undefined

/** The headers that make browsers careful, the same for every answer. */
export const securityHeaders = () => (known ??= askHelmet())

/**
 * Helmet puts its headers together anew for every request, a tenth of what an answer from memory costs. They never differ, so they
 * are taken once, from a server that has nothing else.
 */
async function askHelmet(): Promise<Record<string, string>> {
  const server = fastify()
  await server.register(helmet, {
    contentSecurityPolicy: false,
    // The demo runs over plain HTTP on the loopback address; browsers ignore the header there.
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: true },
    referrerPolicy: { policy: 'same-origin' },
  })
  const names = new Set<string>()
  server.addHook('onSend', async (_request, reply) => {
    for (const name of reply.raw.getHeaderNames()) names.add(name)
  })
  const { headers } = await server.inject('/')
  await server.close()
  const kept = [...names].map((name) => [name, String(headers[name])])
  return { ...Object.fromEntries(kept), 'content-security-policy': CONTENT_SECURITY_POLICY }
}
