import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import type { FastifySerializerCompiler } from 'fastify'

const compile = SerializerSelector()()
const compiled = new WeakMap<object, ReturnType<typeof compile>>()

/** Writes answers as their schemas say, which is also what may leave. A schema is compiled once a process, however many servers it builds. */
export const serializerCompiler: FastifySerializerCompiler<object> = ({ schema, method, url, httpStatus = '' }) => {
  const known = compiled.get(schema) ?? compile({ schema, method, url, httpStatus })
  compiled.set(schema, known)
  return known
}
