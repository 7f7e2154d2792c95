/**
 * Whether a pattern from outside may run on a server: no input makes it slow (ReDoS). Stricter than necessary and simple to
 * explain: anchored with ^ and $, at most 200 characters, no look-around, no back-references, no repeated group that
 * itself repeats or chooses, at most two open-ended repetitions, and few ways through what is left.
 */
const maxPatternLength = 200
const maxOpenEnded = 2
const openEndedFrom = 20
const maxWays = 256

type Quantifier = { length: number; min: number; max: number }
type Group = { alternatives: number; varies: boolean }

function quantifierAt(pattern: string, index: number): Quantifier | null {
  const [text, braces, low, high] = /^(?:[*+?]|(\{(\d+)(?:,(\d*))?\}))\??/.exec(pattern.slice(index)) ?? []
  if (text === undefined) return null
  const { length } = text
  if (braces !== undefined) {
    const max = high === undefined ? Number(low) : high === '' ? Infinity : Number(high)
    return { length, min: Number(low), max }
  }
  if (text.startsWith('?')) return { length, min: 0, max: 1 }
  return { length, min: text.startsWith('+') ? 1 : 0, max: Infinity }
}

/** The length of one atom: an escape, a class or a character. */
function atomLength(pattern: string, index: number): number {
  const atom = /^(?:\\[pPu]\{[^}]*\}|\\u[0-9a-fA-F]{4}|\\.|\[(?:\\.|[^\]\\])*\]|.)/su
  return (atom.exec(pattern.slice(index))?.[0] ?? ' ').length
}

/** Why a pattern is not allowed, in words for the editor of a form, or null when it is safe. */
export function patternFault(pattern: string): string | null {
  if (pattern.length > maxPatternLength) return `正则表达式不能超过 ${maxPatternLength} 个字符`
  if (!compiles(pattern)) return '正则表达式写错了'
  if (!/^\^[^]*[^\\]\$$/.test(pattern)) return '正则表达式应以 ^ 开头、以 $ 结尾'
  if (/\\[1-9]|\\k</.test(pattern)) return '正则表达式不能使用反向引用'
  if (/\(\?(?!:)/.test(pattern)) return '正则表达式不能使用环视和命名分组'
  return repetitionFault(pattern)
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').unicode
  } catch {
    return false
  }
}

function repetitionFault(pattern: string): string | null {
  const outer: Group[] = []
  let group: Group = { alternatives: 1, varies: false }
  let openEnded = 0
  // How many ways a matcher may try: each choice and each optional or bounded repetition multiplies them.
  let ways = 1
  for (let index = 0; index < pattern.length;) {
    const opening = /^\((?:\?:)?/.exec(pattern.slice(index))?.[0]
    if (opening !== undefined) {
      outer.push(group)
      group = { alternatives: 1, varies: false }
      index += opening.length
      continue
    }
    const closed = pattern[index] === ')' ? group : null
    if (pattern[index] === '|') group.alternatives += 1
    index += atomLength(pattern, index)
    if (closed) {
      const { varies, alternatives } = closed
      group = outer.pop() ?? closed
      group.varies ||= varies || alternatives > 1
      ways *= alternatives
    }
    const quantifier = quantifierAt(pattern, index)
    if (quantifier === null) continue
    const { min, max, length } = quantifier
    if (closed && max > 1 && (closed.varies || closed.alternatives > 1)) return '正则表达式不能嵌套重复'
    if (max !== min) group.varies = true
    if (max !== min && max >= openEndedFrom) openEnded += 1
    else ways *= max - min + 1
    index += length
  }
  if (group.alternatives > 1) return '正则表达式最外层的“或”应写在括号里'
  if (openEnded > maxOpenEnded) return `正则表达式中不限长度的重复最多 ${maxOpenEnded} 处`
  return ways > maxWays ? '正则表达式中可有可无的部分太多' : null
}
