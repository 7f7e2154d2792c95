/** Working days left until a due day, in words: `还剩 2 个工作日`, `今天到期`, `已超期 1 个工作日`. */
export function dueWords(left: number): string {
  if (left < 0) return `已超期 ${-left} 个工作日`
  return left === 0 ? '今天到期' : `还剩 ${left} 个工作日`
}
