import { Type } from 'typebox'
import type { App } from './app.ts'
import { renderReference } from './reference-page.ts'

/** /api/openapi.json for programs and /api/docs for people, both from the routes that are served. */
export function mountReference(app: App): void {
  const tags = ['operation']
  app.route({
    method: 'GET',
    url: '/api/openapi.json',
    config: { allow: 'anyone' },
    schema: { tags, summary: 'OpenAPI 3.1', response: { 200: Type.Unknown() } },
    handler: async () => app.swagger(),
  })
  app.route({
    method: 'GET',
    url: '/api/docs',
    config: { allow: 'anyone' },
    schema: { tags, summary: '接口说明', response: { 200: Type.String() } },
    handler: async (_request, reply) => reply.type('text/html; charset=utf-8').send(renderReference(app.swagger())),
  })
  app.route({
    method: 'GET',
    url: '/api/docs.css',
    config: { allow: 'anyone' },
    schema: { tags, summary: '接口说明的样式', response: { 200: Type.String() } },
    handler: async (_request, reply) => reply.type('text/css; charset=utf-8').send(referenceStyle),
  })
}

const referenceStyle = `body{margin:0 auto;max-width:60rem;padding:1.5rem;background:#f4f6f9;color:#16202e;font:400 1rem/1.6 system-ui,"Noto Sans CJK SC",sans-serif}
a{color:#1552b8}section,nav{background:#fff;border-radius:.75rem;padding:1rem 1.25rem;margin:.75rem 0}
h1{font-size:1.5rem}h2{font-size:1.125rem}h3{font-size:1rem;margin:0}code,pre{font-size:.875rem}
pre{background:#f4f6f9;border-radius:.5rem;padding:.75rem;overflow:auto}summary{cursor:pointer;min-height:2.75rem;display:flex;gap:.75rem;align-items:center;flex-wrap:wrap}
details{border-top:1px solid #e6eaf0}.method{font-weight:600;color:#1552b8;min-width:4.5rem}.allow{color:#52606f;font-size:.875rem}
:focus-visible{outline:3px solid #f5a300;outline-offset:2px}`
