/** Rules for the password of a member of staff; the message says what to do, undefined means it is good. */
export function staffPasswordFault(password: string, login: string): string | undefined {
  if (password.length < 10) return '密码至少要有 10 位'
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length
  if (kinds < 3) return '密码要包含大写字母、小写字母、数字、符号中的三种'
  if (password.toLowerCase().includes(login.toLowerCase())) return '密码里不能有自己的账号'
  return undefined
}
