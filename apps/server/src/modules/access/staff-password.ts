import type { FieldFault } from '@zhengtong/contract/problem'

const SHORTEST = 10
const KINDS = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d\s]/]
const KINDS_NEEDED = 3

/**
 * What is wrong with a password somebody wants to have, told for the field `path`; empty when it may be used. Passwords used
 * before are compared by their hashes, elsewhere.
 */
export function passwordFaults(password: string, login: string, path = '/password'): FieldFault[] {
  const faults: string[] = []
  if ([...password].length < SHORTEST) faults.push(`密码至少要 ${SHORTEST} 个字`)
  if (KINDS.filter((kind) => kind.test(password)).length < KINDS_NEEDED)
    faults.push('小写字母、大写字母、数字、符号，至少要用三种')
  if (password.toLowerCase().includes(login.toLowerCase())) faults.push('密码里不能有您的账号')
  return faults.map((message) => ({ path, message }))
}
