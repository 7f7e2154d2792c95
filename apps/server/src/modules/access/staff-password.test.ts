import { describe, expect, it } from 'vitest'
import { passwordFaults } from './staff-password.ts'

describe('a staff password', () => {
  it.each(['Demo-2026-wang', 'abcdefgh1-', 'ABCDEFGH1a'])('may be %s', (password) => {
    expect(passwordFaults(password, 'wang.ga')).toEqual([])
  })

  it.each([
    ['Abcdef-12', '密码至少要 10 个字'],
    ['abcdefghij12', '小写字母、大写字母、数字、符号，至少要用三种'],
    ['abcdefg 1234', '小写字母、大写字母、数字、符号，至少要用三种'],
    ['x-WANG.GA-2026', '密码里不能有您的账号'],
  ])('may not be %s', (password, message) => {
    expect(passwordFaults(password, 'wang.ga')).toEqual([{ path: '/password', message }])
  })

  it('is told everything wrong with it at once', () => {
    expect(passwordFaults('wang', 'wang', '/next')).toHaveLength(3)
  })
})
