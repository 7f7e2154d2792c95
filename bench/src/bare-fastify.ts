import { text } from 'node:stream/consumers'
import { fastify } from 'fastify'

// The raw limit of `bench read`: sends the bytes it was given, and nothing else.
const body = await text(process.stdin)
const app = fastify()
app.get('/', (_request, reply) => reply.header('content-type', 'application/json; charset=utf-8').send(body))
process.stdout.write(`${await app.listen({ port: 0, host: '127.0.0.1' })}\n`)
