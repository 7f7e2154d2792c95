import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import { NotFound } from '@zhengtong/contract/problem'
import type { App } from './app.ts'
import { Problem } from './problem.ts'
import { sendProblem } from './problem-page.ts'

const APPS = path.resolve(import.meta.dirname, '../../..')
const sites = [
  { name: 'console', prefix: '/console/' },
  { name: 'citizen', prefix: '/' },
] as const

/**
 * Serves the built web apps on the same origin. Hashed assets are cached for good, pages never; a path without a file is
 * a route of the app, so it gets the app's page. Unknown paths below /api stay problems.
 */
export async function mountWeb(app: App): Promise<void> {
  for (const { name, prefix } of sites) {
    const root = path.join(APPS, name, 'dist')
    if (!existsSync(root)) {
      app.log.warn({ app: name }, 'web app is not built')
      continue
    }
    await app.register(fastifyStatic, {
      root,
      prefix,
      decorateReply: false,
      schemaHide: true,
      preCompressed: true,
      setHeaders: (response, file) => {
        response.header(
          'cache-control',
          file.includes(`${path.sep}assets${path.sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
        )
      },
    })
  }
  app.setNotFoundHandler(async (request, reply) => {
    const wantsPage =
      request.method === 'GET' && !request.url.startsWith('/api/') && request.headers.accept?.includes('text/html')
    const site = sites.find(({ prefix }) => `${request.url}/`.startsWith(prefix))
    const page =
      wantsPage && site
        ? await readFile(path.join(APPS, site.name, 'dist/index.html')).catch(() => undefined)
        : undefined
    if (!page) return sendProblem(new Problem(NotFound), request, reply)
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page)
  })
}
