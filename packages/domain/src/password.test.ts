import { expect, test } from 'vitest'
import { passwordFault } from './password.ts'

const own = ['770101199003070014', '13800770001']

test('a password has eight characters, letters and digits', () => {
  expect(passwordFault('Ab1', own)).toContain('8 位')
  expect(passwordFault('onlyletters', own)).toContain('字母和数字')
  expect(passwordFault('90817263', own)).toContain('字母和数字')
  expect(passwordFault('Demo-2026-zhang', own)).toBeUndefined()
  expect(passwordFault('春天花会开2026a', own)).toBeUndefined()
})

test('the ones that guessers try first are refused', () => {
  for (const password of [
    'a12345678',
    'abc12345',
    'Qwerty123',
    'password1',
    'aaa123456',
    'woaini1314',
    'admin2026',
    '1111111a',
  ])
    expect(passwordFault(password, own), password).toContain('太常见')
})

test('nor may it be made of the own numbers', () => {
  for (const password of ['zhang19900307', 'zs13800770001', 'zhang770001', 'mima070014'])
    expect(passwordFault(password, own), password).toContain('自己的')
})
