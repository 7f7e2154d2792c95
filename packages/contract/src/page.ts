import { Type, type TSchema } from 'typebox'

/** Keyset page asked for: `cursor` is the opaque `next` of the page before. */
export const PageQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 20 })),
}

/** A page of rows; `next` is null on the last page. */
export function Page<T extends TSchema>(row: T) {
  return Type.Object({ rows: Type.Array(row), next: Type.Union([Type.String(), Type.Null()]) })
}

export const Id = Type.String({ format: 'uuid', examples: ['0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60'] })
export const Instant = Type.String({ format: 'date-time', examples: ['2026-11-23T09:30:00+08:00'] })
export const LegalDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', examples: ['2026-11-23'] })
export const Nullable = <T extends TSchema>(schema: T, options: { description?: string } = {}) =>
  Type.Union([schema, Type.Null()], options)
export const IdParams = Type.Object({ id: Id })
