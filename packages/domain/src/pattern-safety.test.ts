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
  ['^.*.*.*$', '最多两处'],
  ['^a{0,50}b{0,50}a{0,50}$', '最多两处'],
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
