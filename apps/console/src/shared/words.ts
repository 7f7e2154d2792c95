import { ApiProblem } from '@zhengtong/contract/client'
import type { QueueName } from '@zhengtong/contract/staff-cases'

export const queueNames: Record<QueueName, string> = {
  'to-accept': '待受理',
  'to-review': '待审查',
  'to-decide': '待决定',
  correction: '待补正',
  done: '已办结',
}

/** How much time is left, in words: colour is never the only sign. */
export function dueInWords(left: number | null, colour: string | null): string {
  if (left === null) return ''
  if (colour === 'red') return left < 0 ? `已超期 ${-left} 个工作日` : '已超期'
  return left === 0 ? '今天到期' : `还剩 ${left} 个工作日`
}

/** What went wrong and what to do, for people. */
export function problemInWords(error: unknown): string {
  if (!(error instanceof ApiProblem)) return error instanceof Error ? error.message : '操作没有成功，请重试'
  const { title, detail, errors = [] } = error.page
  return [title, detail, ...errors.map(({ message }) => message)].filter(Boolean).join('：')
}
