interface Shape {
  type?: string
  const?: unknown
  enum?: unknown[]
  examples?: unknown[]
  default?: unknown
  anyOf?: Shape[]
  properties?: Record<string, Shape>
  items?: Shape
  format?: string
  pattern?: string
  minimum?: number
  minItems?: number
  minLength?: number
}

const byPattern: Record<string, string> = {
  '^\\d{4}-\\d{2}-\\d{2}$': '2026-11-23',
  '^\\d{6}$': '123456',
  '^\\d{6}(\\d{3})?$': '770101',
  '^\\d{12}$': '772009007001',
  '^[0-9A-Z]{18}$': '11770101MB0000000G',
  '^[0-9A-Z]{31}$': '11770101MB0000000G4772009007001',
  '^\\d{1,19}$': '42',
}
const byFormat: Record<string, string> = {
  uuid: '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60',
  'date-time': '2026-11-23T01:30:00.000Z',
  binary: '',
}

/** An example value for a schema: its own example where it has one, else the simplest value that fits. */
export function exampleOf(schema: object): unknown {
  const shape = schema as Shape
  if (shape.examples?.length) return shape.examples[0]
  if (shape.const !== undefined) return shape.const
  if (shape.default !== undefined) return shape.default
  if (shape.enum?.length) return shape.enum[0]
  if (shape.anyOf?.[0]) return exampleOf(shape.anyOf[0])
  switch (shape.type) {
    case 'object':
      return Object.fromEntries(Object.entries(shape.properties ?? {}).map(([key, value]) => [key, exampleOf(value)]))
    case 'array':
      return shape.items && shape.minItems !== 0 ? [exampleOf(shape.items)] : []
    case 'integer':
    case 'number':
      return shape.minimum ?? 1
    case 'boolean':
      return true
    case 'string':
      return byFormat[shape.format ?? ''] ?? byPattern[shape.pattern ?? ''] ?? '示例'.padEnd(shape.minLength ?? 2, '文')
    default:
      return null
  }
}
