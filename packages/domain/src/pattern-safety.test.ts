import fc from 'fast-check'
import { expect, test } from 'vitest'
import { patternFault } from './pattern-safety.ts'

test.each([
  '^\\d{6}$',
  '^[A-Z]\\d{8}$',
  '^[\\u4e00-\\u9fa5·]{2,30}$',
  '^\\p{Script=Han}+$',
  '^(?:沪|京)[A-Z][0-9A-Z]{5}$',
  '^0\\d{2,3}-\\d{7,8}(-\\d{1,4})?$',
  '^(\\d{4}){4}$',
  '^[^|()]+省.+$',
  '^\\(\\d+\\)$',
  '^[(|)]*$',
])('%s is safe', (pattern) => {
  expect(patternFault(pattern)).toBeNull()
})

test.each([
  ['^(a+)+$', '嵌套'],
  ['^(a*)*$', '嵌套'],
  ['^(?:a|aa)+$', '嵌套'],
  ['^((a+)b?){2,}$', '嵌套'],
  ['^(\\d+){10}$', '嵌套'],
  ['^(?:(?:a|b)c)+$', '嵌套'],
  ['^.*.*.*$', '最多 2 处'],
  ['^a{0,50}b{0,50}a{0,50}$', '最多 2 处'],
  [`^${'a?'.repeat(40)}${'a'.repeat(40)}$`, '太多'],
  [`^${'a{0,19}'.repeat(20)}b$`, '太多'],
  [`^${'(?:a|a)'.repeat(20)}b$`, '太多'],
  ['^(a)\\1$', '反向引用'],
  ['^(?<x>a)\\k<x>$', '反向引用'],
  ['^(?=a)a$', '环视'],
  ['^(?<!a)b$', '环视'],
  ['\\d+', '开头'],
  ['^\\d+', '开头'],
  ['^a\\$', '开头'],
  ['^a|b$', '括号'],
  ['^($', '写错'],
  ['', '开头'],
  [`^${'a'.repeat(200)}$`, '超过'],
])('%s is refused: %s', (pattern, word) => {
  expect(patternFault(pattern)).toContain(word)
})

test('whatever passes is fast on the text that is worst for it', () => {
  const piece = fc.constantFrom(
    'a',
    'a?',
    'a*',
    'a+',
    'a{0,9}',
    'a{2,30}',
    '(?:a|b)',
    '(?:a|a)?',
    '(a)?',
    '(?:aa){3}',
    '[ab]*',
  )
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), (pieces) => {
      const pattern = `^${pieces.join('')}$`
      fc.pre(patternFault(pattern) === null)
      const started = performance.now()
      new RegExp(pattern, 'u').test(`${'a'.repeat(1000)}!`)
      expect(performance.now() - started).toBeLessThan(1000)
    }),
  )
})
