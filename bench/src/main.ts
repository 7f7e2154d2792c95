import { parseArgs } from 'node:util'

const scenarios = ['submit', 'read', 'queue', 'authz', 'login', 'lifecycle', 'overdue', 'spike'] as const
const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } })
const [name] = positionals
const scenario = scenarios.find((each) => each === name)
if (!scenario) {
  process.stderr.write(`usage: npm run bench -- NAME [--json FILE]\nNAME is one of: ${scenarios.join(', ')}\n`)
  process.exit(2)
}
const { run } = (await import(`./${scenario}.ts`)) as { run: (jsonFile?: string) => Promise<{ pass: boolean }> }
const { pass } = await run(values.json)
process.exit(pass ? 0 : 1)
