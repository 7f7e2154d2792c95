/**
 * Whether a pattern from outside may run on a server: no input makes it slow (ReDoS). Stricter than necessary and simple to
 * explain: anchored with ^ and $, at most 200 characters, no look-around, no back-references, no repeated group that
 * itself repeats or chooses, and at most two open-ended repetitions.
 */
const maxPatternLength = 200
const wideFrom = 20

type Quantifier = { length: number; max: number; fixed: boolean }

function quantifierAt(pattern: string, index: number): Quantifier | null {
  const [text] = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(pattern.slice(index)) ?? []
  if (text === undefined) return null
  const max = text.startsWith('*') || text.startsWith('+') ? Infinity : text.startsWith('?') ? 1 : upperBound(text)
  return { length: text.length, max, fixed: /^\{\d+\}/.test(text) }
}

function upperBound(braces: string): number {
  const [, low, comma, high] = /^\{(\d+)(,?)(\d*)\}/.exec(braces) ?? []
  if (comma === '') return Number(low)
  return high === '' ? Infinity : Number(high)
}

/** The length of one atom: an escape, a class or a character. */
function atomLength(pattern: string, index: number): number {
  const rest = pattern.slice(index)
  return (/^(?:\\[pPu]\{[^}]*\}|\\u[0-9a-fA-F]{4}|\\.|\[(?:\\.|[^\]\\])*\]|.)/su.exec(rest)?.[0] ?? ' ').length
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
    return new RegExp(pattern, 'u') instanceof RegExp
  } catch {
    return false
  }
}

function repetitionFault(pattern: string): string | null {
  // One entry per open group: whether it repeats or chooses inside. The first entry is the pattern itself.
  const groups = [{ varies: false, chooses: false }]
  let wide = 0
  for (let index = 0; index < pattern.length; ) {
    const group = groups.at(-1) ?? { varies: false, chooses: false }
    const opening = /^\((?:\?:)?/.exec(pattern.slice(index))?.[0]
    if (opening !== undefined) {
      groups.push({ varies: false, chooses: false })
      index += opening.length
      continue
    }
    const closes = pattern[index] === ')'
    if (pattern[index] === '|') group.chooses = true
    index += atomLength(pattern, index)
    const quantifier = quantifierAt(pattern, index)
    if (closes) groups.pop()
    const outer = groups.at(-1) ?? group
    if (closes && quantifier && quantifier.max > 1 && (group.varies || group.chooses)) return '正则表达式不能嵌套重复'
    if (closes && (group.varies || group.chooses)) outer.varies = true
    if (quantifier === null) continue
    if (!quantifier.fixed) outer.varies = true
    if (quantifier.max >= wideFrom && !quantifier.fixed) wide += 1
    index += quantifier.length
  }
  if (groups[0]?.chooses) return '正则表达式最外层的“或”应写在括号里'
  return wide > 2 ? '正则表达式中不限长度的重复最多两处' : null
}
