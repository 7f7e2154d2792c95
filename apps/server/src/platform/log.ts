import { maskText } from '@zhengtong/domain/masking'
import type { FastifyBaseLogger } from 'fastify'
import { pino, stdTimeFunctions } from 'pino'

export type Log = FastifyBaseLogger

/**
 * JSON logs to standard output. Identity numbers, phones and cards in any text are masked; credentials and form bodies
 * are removed by name. Request bodies are never logged.
 */
export function createLog(level: string, name: string): Log {
  return pino({
    level,
    name,
    base: { pid: process.pid },
    // Not the default epoch milliseconds: thirteen digits may pass for a card number and be masked.
    timestamp: stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'req.headers.cookie',
        'req.headers.authorization',
        'password',
        'token',
        'totp',
        'code',
        '*.password',
        '*.token',
        '*.totp',
      ],
      censor: '[removed]',
    },
    hooks: {
      logMethod(args, method) {
        const masked = args.map((arg) => (typeof arg === 'string' ? maskText(arg) : arg))
        method.apply(this, masked as Parameters<typeof method>)
      },
      streamWrite: maskText,
    },
  })
}
