import type { FormSchema } from '@zhengtong/domain/form-rules'
import { Type, type Static } from 'typebox'

/** Names a bundle, a child or a material within it. */
export const Key = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' })
const FieldName = Type.String({ minLength: 1, maxLength: 60 })
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
export const Scalar = Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean()])
export const strict = { additionalProperties: false }

const Source = Type.Union([
  Type.Object({ answer: FieldName }, strict),
  Type.Object({ value: Scalar }, strict),
  Type.Object({ resultOf: Key }, strict),
])
const MaterialSource = Type.Union([Type.Object({ material: Key }, strict), Type.Object({ resultOf: Key }, strict)])

/** A bundle as it is published: immutable, by version. */
export const BundleDefinition = Type.Object(
  {
    code: Key,
    name: text(60),
    summary: text(300),
    who: text(500),
    subject: Type.Union([
      Type.Object({ kind: Type.Literal('applicant') }, strict),
      Type.Object(
        {
          kind: Type.Union([Type.Literal('newborn'), Type.Literal('company')]),
          name: FieldName,
          numberFrom: Key,
        },
        strict,
      ),
      Type.Object({ kind: Type.Literal('deceased'), name: FieldName, idNumber: FieldName }, strict),
    ]),
    form: Type.Unsafe<FormSchema>({ type: 'object' }),
    materials: Type.Array(Type.Object({ id: Key, materialName: text(200), fillExplain: text(1000) }, strict), {
      maxItems: 40,
    }),
    children: Type.Array(
      Type.Object(
        {
          key: Key,
          baseKey: text(100),
          when: Type.Optional(Type.Object({ field: FieldName, equals: Type.Array(Scalar, { minItems: 1 }) }, strict)),
          after: Type.Array(Key, { maxItems: 20 }),
          fields: Type.Record(FieldName, Source),
          materials: Type.Record(Key, MaterialSource),
        },
        strict,
      ),
      { minItems: 2, maxItems: 20 },
    ),
  },
  { title: 'BundleDefinition', additionalProperties: false },
)
export type BundleDefinition = Static<typeof BundleDefinition>
