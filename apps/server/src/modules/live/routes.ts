import { PassThrough } from 'node:stream'
import { liveUpdates, MOST_STREAMS } from '@zhengtong/contract/live'
import { Busy, TooManyRequests } from '@zhengtong/contract/problem'
import { staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { DEVICE_COOKIE, deviceOf } from '../../platform/device.ts'
import { parsePosition } from '../../platform/event-feed.ts'
import { Problem } from '../../platform/problem.ts'
import { peekSession } from '../access/index.ts'
import { Feed, type Listener } from './feed.ts'

/** Most streams of one process. */
const MOST = 2_000
/** A reader who has left this much unread comes back when he can. */
const MOST_UNREAD = 64 * 1024

export function routes(app: App) {
  const feed = new Feed(app)
  // A stream never ends by itself: the server would wait for it.
  app.addHook('preClose', async () => feed.stop())

  app.route({
    ...liveUpdates,
    config: { allow: 'staff', stream: true },
    handler: async (request, reply) => {
      const officer = staffOf(request.actor)
      if (feed.count() >= MOST) throw new Problem(Busy, { retryAfterSeconds: 30 })
      if (feed.count(officer.id) >= MOST_STREAMS) throw new Problem(TooManyRequests, { retryAfterSeconds: 30 })
      const browser = deviceOf(request.cookies[DEVICE_COOKIE], request.headers['user-agent'] ?? '')
      const stream = new PassThrough()
      const listener: Listener = {
        officer,
        peek: () => peekSession(app, officer.sessionId, browser, app.clock.now()),
        send: (block) => {
          if (!stream.writable) return
          stream.write(block)
          if (stream.writableLength > MOST_UNREAD) stream.destroy()
        },
        end: () => stream.end(),
      }
      stream.on('error', () => feed.leave(listener))
      stream.on('close', () => feed.leave(listener))
      const since = request.headers['last-event-id']
      await feed.join(listener, parsePosition(since), since !== undefined)
      return reply
        .type('text/event-stream; charset=utf-8')
        .header('x-accel-buffering', 'no')
        .send(stream as unknown as string)
    },
  })
}
