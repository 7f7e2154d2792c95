import { expect, it } from 'vitest'
import { readAccounts } from '../../seed/files.ts'
import { passwordFaults } from './staff-password.ts'

it('every demo officer has a password the rules allow', async () => {
  const { officers } = await readAccounts()
  const weak = officers.filter(({ login, password }) => passwordFaults(password, login).length > 0)
  expect(weak.map(({ login }) => login)).toEqual([])
})
