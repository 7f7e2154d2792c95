interface Node {
  type: string
  start: number
  end: number
  declaration?: Node | null
  declarations?: { init?: Node | null }[]
  expression?: Node
  body?: Node
  properties?: (Node & { key?: { name?: string } })[]
}
interface Parser {
  parse(code: string, options: { lang: 'ts' }): { body: readonly Node[] }
}
type Edit = readonly [start: number, end: number, text: string]

/** The object that an endpoint is, or that a function makes endpoints from. */
function objectOf(node: Node | undefined): Node | undefined {
  if (node?.type === 'ArrowFunctionExpression') return objectOf(node.body)
  if (node?.type === 'TSAsExpression' || node?.type === 'ParenthesizedExpression') return objectOf(node.expression)
  return node
}

/**
 * The `schema` of an endpoint (`{ ... } as const`, or a function that makes such) goes; a schema of its own becomes the inert
 * stub.
 */
function editsOf(init: Node, code: string): Edit[] {
  const properties =
    init.type === 'TSAsExpression' || init.type === 'ArrowFunctionExpression' ? (objectOf(init)?.properties ?? []) : []
  const schema = properties.find(({ key }) => key?.name === 'schema')
  if (schema) return [[schema.start, schema.end, 'schema: null']]
  return code.slice(init.start, init.end).includes('Type.') ? [[init.start, init.end, 'Type']] : []
}

/** Vite plugin for browser builds: leaves `{ method, url }` and the problem types of the contract, so that phones load nothing else of it. */
export function slimContract() {
  return {
    name: 'slim-contract',
    enforce: 'pre' as const,
    transform(this: unknown, code: string, id: string) {
      if (!/\/packages\/contract\/src\/\w+\.ts$/.test(id)) return null
      const { body } = (this as Parser).parse(code, { lang: 'ts' })
      const edits = body
        .flatMap((statement) => (statement.declaration ?? statement).declarations ?? [])
        .flatMap(({ init }) => (init ? editsOf(init, code) : []))
      return {
        code: edits.reduceRight((kept, [start, end, text]) => kept.slice(0, start) + text + kept.slice(end), code),
        map: null,
      }
    },
  }
}
