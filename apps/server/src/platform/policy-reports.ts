import { Counter } from 'prom-client'
import { Type } from 'typebox'
import type { App } from './app.ts'
import { POLICY_REPORTS } from './security-headers.ts'

const RATE = { max: 30, timeWindow: 60_000 }

const Word = Type.String({ maxLength: 60, pattern: '^[a-z-]+$' })

/**
 * Where browsers report what the content security policy stopped on our pages (CSP 3, `report-uri`): somebody tries something,
 * or a page of ours is wrong. Counted and logged by directive only; addresses and samples may hold what people wrote.
 */
export function mountPolicyReports(app: App): void {
  const reports = new Counter({
    name: 'policy_violations_total',
    help: 'Violations of the content security policy that browsers reported, by directive',
    labelNames: ['directive'],
    registers: [app.metrics.registry],
  })
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/csp-report', { parseAs: 'string', bodyLimit: 16_384 }, parse)
  app.route({
    method: 'POST',
    url: POLICY_REPORTS,
    config: { allow: 'anyone', rateLimit: RATE },
    schema: {
      tags: ['operation'],
      summary: '浏览器报告被内容安全策略拦下的内容',
      body: Type.Object(
        { 'csp-report': Type.Object({ 'effective-directive': Word }, { additionalProperties: true }) },
        {
          additionalProperties: false,
          examples: [{ 'csp-report': { 'effective-directive': 'script-src', 'blocked-uri': 'inline' } }],
        },
      ),
      response: { 204: Type.Null() },
    },
    handler: async (request, reply) => {
      const directive = request.body['csp-report']['effective-directive']
      reports.inc({ directive: directives.has(directive) ? directive : 'other' })
      app.log.warn({ requestId: request.id, directive }, 'policy violation reported')
      return reply.code(204).send(null)
    },
  })
}

/** Those of our policy; anything else is one figure, so that nobody fills the registry with words of his own. */
const directives: ReadonlySet<string> = new Set([
  'script-src',
  'script-src-elem',
  'script-src-attr',
  'style-src',
  'style-src-elem',
  'style-src-attr',
  'img-src',
  'connect-src',
  'frame-src',
  'object-src',
  'base-uri',
  'form-action',
  'require-trusted-types-for',
  'trusted-types',
])
