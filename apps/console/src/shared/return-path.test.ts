import { expect, test } from 'vitest'
import { returnPath } from './return-path.ts'

const leads = (to: string | string[]) => returnPath({ query: { to } })

test('after signing in nobody is led away from this site', () => {
  for (const hostile of [
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    'javascript:alert(1)',
    'evil',
    '',
  ])
    expect(leads(hostile), JSON.stringify(hostile)).toBe('/')
  expect(leads(['/a', '//evil.example'])).toBe('/')
})

test('a page of our own is come back to, with what it asked', () => {
  expect(leads('/items/77?step=2#materials')).toBe('/items/77?step=2#materials')
})
