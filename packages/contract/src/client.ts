import type { Static, TSchema } from 'typebox'
import type { ProblemPage, ProblemType } from './problem.ts'

export interface Endpoint {
  readonly method: string
  readonly url: string
  readonly schema: {
    readonly body?: TSchema
    readonly params?: TSchema
    readonly querystring?: TSchema
    readonly response: Readonly<Record<number, TSchema>>
  }
}

type Part<E extends Endpoint, K extends string, Name extends string> = E['schema'] extends {
  [P in K]: infer S extends TSchema
}
  ? { [P in Name]: Static<S> }
  : unknown
export type Input<E extends Endpoint> = Part<E, 'body', 'body'> &
  Part<E, 'params', 'params'> &
  Part<E, 'querystring', 'query'>
export type Output<E extends Endpoint> = E['schema']['response'][keyof E['schema']['response']] extends infer R extends
  TSchema
  ? Static<R>
  : never

/** A refusal of the server; compare with `is(ProblemType)`, show `page.title` and `page.errors`. */
export class ApiProblem extends Error {
  readonly page: ProblemPage
  constructor(page: ProblemPage) {
    super(page.title)
    this.page = page
  }
  is(kind: ProblemType) {
    return this.page.type === kind.type
  }
}

/** Thrown when the network gave no answer: nothing is known about the effect, so a retry must use the same id. */
export class Unreachable extends Error {
  constructor() {
    super('网络连接不畅，请检查网络后重试')
  }
}

interface AnyInput {
  body?: unknown
  params?: Record<string, string | number>
  query?: Record<string, string | number | boolean | undefined>
}

/** Calls an endpoint of the contract under /api/v1 with the browser's cookies; throws ApiProblem or Unreachable. */
export async function call<E extends Endpoint>(endpoint: E, input: Input<E>, signal?: AbortSignal): Promise<Output<E>> {
  const { body, params = {}, query = {} } = input as AnyInput
  const path = endpoint.url.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const search = asked.length ? `?${new URLSearchParams(asked.map(([key, value]) => [key, String(value)]))}` : ''
  const response = await fetch(`/api/v1${path}${search}`, {
    method: endpoint.method,
    ...(signal ? { signal } : {}),
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw new Unreachable()
  })
  if (response.status === 204) return undefined as Output<E>
  const payload: unknown = await response.json().catch(() => {
    throw new Unreachable()
  })
  if (!response.ok) throw new ApiProblem(payload as ProblemPage)
  return payload as Output<E>
}
