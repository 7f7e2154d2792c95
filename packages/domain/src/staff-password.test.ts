import { expect, test } from 'vitest'
import { staffPasswordFault } from './staff-password.ts'

test('a staff password is long, mixed and not the login', () => {
  expect(staffPasswordFault('Short-1', 'wang')).toContain('10 位')
  expect(staffPasswordFault('onlyletters1', 'wang')).toContain('三种')
  expect(staffPasswordFault('WANG-2026-ab', 'wang')).toContain('账号')
  expect(staffPasswordFault('Cloud-2026-hill', 'wang')).toBeUndefined()
})
