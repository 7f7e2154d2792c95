import * as account from './account.ts'
import * as identity from './identity.ts'
import * as recovery from './recovery.ts'
import * as trusted from './trusted.ts'
import * as entry from './trusted-entry.ts'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { expect, test } from 'vitest'

// Whoever chose 网证 is never asked for a plaintext number (国家网络身份认证公共服务管理办法; domain rules, pitfall 60). This
// reads the contract itself, so that a route added later is held to it as well.
interface Route {
  method: string
  url: string
  schema: { body?: TSchema; querystring?: TSchema; params?: TSchema }
}
const isRoute = (value: unknown): value is Route =>
  typeof value === 'object' && value !== null && 'url' in value && 'schema' in value
const routes = [trusted, entry].flatMap((module) => Object.values<unknown>(module)).filter(isRoute)
/** What follows for somebody whom the authority vouched for: phone, agreement, new password. */
const afterwards: Route[] = [
  identity.sendRegistrationCode,
  identity.completeRegistration,
  recovery.completeRecovery,
  account.changePhone,
]
const numbers = ['770101199003070014', '77010119900307009X', '770101900307001']

interface Shape {
  properties?: Record<string, TSchema>
  items?: TSchema
  anyOf?: TSchema[]
}
/** Every string that a schema lets a client send, however deep. */
function leaves(schema: TSchema | undefined, path: string): [path: string, leaf: TSchema][] {
  if (!schema) return []
  const { properties, items, anyOf } = schema as Shape
  if (properties) return Object.entries(properties).flatMap(([name, each]) => leaves(each, `${path}/${name}`))
  if (items) return leaves(items, `${path}/0`)
  return anyOf ? anyOf.flatMap((each) => leaves(each, path)) : [[path, schema]]
}
const inputs = ({ method, url, schema }: Route) =>
  (['body', 'querystring', 'params'] as const).flatMap((part) => leaves(schema[part], `${method} ${url} ${part}`))

test('no route of 网证 takes an identity number, in no field and under no name', () => {
  expect(routes.length).toBeGreaterThanOrEqual(15)
  const fields = routes.flatMap(inputs)
  expect(fields.length).toBeGreaterThan(5)
  for (const [path, leaf] of fields)
    for (const number of numbers) expect([path, Value.Check(leaf, number)]).toEqual([path, false])
})

test('nor do the steps that follow, and neither takes a field beside its own', () => {
  for (const route of afterwards)
    for (const [path] of inputs(route)) expect(path).not.toMatch(/idNumber|number|name|certificate/i)
  for (const { url, schema } of [...routes, ...afterwards])
    if (schema.body) expect([url, schema.body]).toEqual([url, expect.objectContaining({ additionalProperties: false })])
})
