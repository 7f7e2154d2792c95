/** What guessers try first: these words, counting up, and one key held down. */
const common = /passw|qwert|asdf|zxcv|iloveyou|woaini|admin|12345|54321|(.)\1{4}/i

/**
 * Rules for a citizen's password; the message says what to do, undefined means it is good. `own` are numbers of the person
 * (identity number, phone) that a password must not be made of.
 */
export function passwordFault(password: string, own: readonly string[] = []): string | undefined {
  if (password.length < 8) return '密码至少要有 8 位'
  if (!/[a-z]/i.test(password) || !/\d/.test(password)) return '请同时包含字母和数字'
  if (common.test(password)) return '这个密码太常见，容易被猜中，请换一个'
  const numbers = own.filter(Boolean)
  const parts = numbers.flatMap((number) => [number, number.slice(-6), number.length === 18 ? number.slice(6, 14) : ''])
  if (parts.some((part) => part && password.toLowerCase().includes(part.toLowerCase())))
    return '密码里不要用自己的手机号、身份证号或生日'
  return undefined
}
