import { StepUpNeeded } from '@zhengtong/contract/account'
import { ApiProblem } from '@zhengtong/contract/client'
import { question } from './step-up-question.ts'

class NotProved extends Error {
  constructor() {
    super('没有确认身份，这一步没有办理')
  }
}

let asking: Promise<void> | undefined

/** Asks the person to prove that it is he; rejects when he would rather not. Two callers at once share one question. */
export function proveMyself(): Promise<void> {
  asking ??= new Promise<void>((resolve, reject) => {
    question.value = { proved: resolve, cancelled: () => reject(new NotProved()) }
  }).finally(() => {
    question.value = undefined
    asking = undefined
  })
  return asking
}

/** Does what only the person himself may do: asks for the proof where the server wants it, and then does it again. */
export async function asMyself<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ApiProblem && error.is(StepUpNeeded))) throw error
    await proveMyself()
    return work()
  }
}
