import { ApiProblem } from '@zhengtong/contract/client'

/** What a failed call says to a person: the title, and the detail when there is one. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiProblem)
    return error.page.detail ? `${error.page.title}。${error.page.detail}` : error.page.title
  return error instanceof Error ? error.message : '没有成功，请重试'
}
