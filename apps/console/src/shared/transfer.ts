import { ApiProblem, Unreachable } from '@zhengtong/contract/client'
import type { ProblemPage } from '@zhengtong/contract/problem'

/** Fetches a file and hands it to the browser under a name. */
export async function download(
  { method, url }: { method: string; url: string },
  body: unknown,
  name: string,
): Promise<void> {
  const answer = await ask(url, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  save(await answer.blob(), name)
}

/** Hands a file to the browser under a name. */
export function save(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

/** Sends one file, with what is to be done with it in the query. */
export async function upload<T>(
  { method, url }: { method: string; url: string },
  query: Record<string, string>,
  file: File,
): Promise<T> {
  const body = new FormData()
  body.append('file', file)
  const answer = await ask(`${url}?${new URLSearchParams(query)}`, { method, body })
  return (await answer.json()) as T
}

async function ask(url: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(`/api/v1${url}`, init).catch(() => {
    throw new Unreachable()
  })
  if (!answer.ok) throw new ApiProblem((await answer.json()) as ProblemPage)
  return answer
}
