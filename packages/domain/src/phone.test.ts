import { describe, expect, test } from 'vitest'
import { isMobile, normaliseMobile } from './phone.ts'

describe('mobile numbers', () => {
  test.each(['13800770001', '19912345678', '16600000000'])('%s is one', (text) => {
    expect(isMobile(text)).toBe(true)
  })

  test.each(['12800770001', '1380077000', '138007700011', '1440012345678', '+8613800770001', '138 0077 0001', ''])(
    '%s is not one as it stands',
    (text) => {
      expect(isMobile(text)).toBe(false)
    },
  )

  test.each(['+86 138 0077 0001', '0086-138-0077-0001', '１３８００７７０００１', ' 13800770001 '])(
    '%s is normalised to plain digits',
    (text) => {
      expect(normaliseMobile(text)).toBe('13800770001')
    },
  )
})
