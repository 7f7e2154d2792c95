import { ApiProblem, Unreachable, type Endpoint } from '@zhengtong/contract/client'
import type { ProblemPage } from '@zhengtong/contract/problem'

/** Asks for a file and hands it to the browser to keep; throws what `call` throws. */
export async function saveFile({ method, url }: Endpoint, body: object, name: string): Promise<void> {
  const answer = await fetch(`/api/v1${url}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Unreachable()
  })
  if (!answer.ok) throw new ApiProblem((await answer.json()) as ProblemPage)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await answer.blob())
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
