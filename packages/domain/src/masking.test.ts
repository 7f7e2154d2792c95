import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { luhnDigit } from './bank-card.ts'
import { checkDigit } from './citizen-id.ts'
import {
  maskAddress,
  maskBankCard,
  maskEmail,
  maskIdNumber,
  maskName,
  maskNumber,
  maskPhone,
  maskText,
} from './masking.ts'

describe('masks', () => {
  test.each([
    [maskName, '张三', '张*'],
    [maskName, '李小敏', '李*敏'],
    [maskName, '欧阳小敏', '欧**敏'],
    [maskName, '张', '*'],
    [maskName, '𠮷田', '𠮷*'],
    [maskPhone, '13800773210', '138****3210'],
    [maskPhone, '12345', '*****'],
    [maskIdNumber, '77010119900307009X', '770101********009X'],
    [maskBankCard, '6222000000000000012', '***************0012'],
    [maskNumber, 'A770001234', 'A7******34'],
    [maskEmail, 'abc@example.cn', 'a**@example.cn'],
    [maskEmail, 'nobody', '******'],
    [maskAddress, '示例省云溪市云岭区幸福路1号', '示例省云溪市云岭区*****'],
    [maskAddress, '示例省海沙市沙口镇东街2号', '示例省海沙市*******'],
    [maskAddress, '海沙市幸福小区3栋', '海沙市******'],
    [maskAddress, '幸福路1号', '*****'],
    [maskAddress, '', ''],
  ])('%o %s -> %s', (mask, text, expected) => {
    expect(mask(text)).toBe(expected)
  })

  test('every mask keeps the length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        for (const mask of [maskName, maskPhone, maskIdNumber, maskBankCard, maskNumber, maskEmail, maskAddress]) {
          expect(Array.from(mask(text))).toHaveLength(Array.from(text).length)
        }
      }),
    )
  })
})

describe('free text', () => {
  test.each([
    ['我的身份证770101199003070014丢了', '我的身份证770101********0014丢了'],
    ['号码 77010119900307009x。', '号码 770101********009x。'],
    ['770101 19900307 0014', '770101 ******** 0014'],
    ['７７０１０１１９９００３０７００１４', '７７０１０１********００１４'],
    ['旧号770101900307001', '旧号770101*****7001'],
    ['打13800770001', '打138****0001'],
    ['+86 138-0077-0001', '+86 138-****-0001'],
    ['tel=8613800770001;', 'tel=86138****0001;'],
    ['卡 6222 0000 0000 0000 012', '卡 **** **** **** ***0 012'],
    ['4111111111111111', '************1111'],
    ['{"idNumber":"770101199003070024"}', '{"idNumber":"770101********0024"}'],
  ])('%s -> %s', (text, expected) => {
    expect(maskText(text)).toBe(expected)
  })

  test.each([
    '11770101MB0000000G3770117001001202611230001',
    '11770101MB0000000G',
    '2026-11-23 10:20:30',
    '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60',
    '1234567890',
    '4111111111111112',
    '电话 0771-1234567',
    '',
  ])('%s stays as it is', (text) => {
    expect(maskText(text)).toBe(text)
  })

  const digits = (length: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })
  const idNumber = fc
    .tuple(
      digits(4),
      fc.integer({ min: 1900, max: 2026 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 28 }),
      digits(3),
    )
    .map(([place, year, month, day, sequence]) => {
      const two = (value: number) => String(value).padStart(2, '0')
      const first17 = `77${place}${year}${two(month)}${two(day)}${sequence}`
      return first17 + checkDigit(first17)
    })
  const phone = digits(9).map((rest) => `13${rest}`)
  const card = digits(15)
    .map((rest) => `6${rest}`)
    .map((start) => start + luhnDigit(start))
  const words = fc.constantFrom('', ' ', '我叫张三', 'phone=', '","', '：', '\n')

  test('no personal number survives, whatever stands around it', () => {
    fc.assert(
      fc.property(words, fc.oneof(idNumber, phone, card), words, (before, number, after) => {
        const text = before + number + after
        const masked = maskText(text)
        expect(masked).not.toContain(number)
        expect(masked).toHaveLength(text.length)
        expect(masked.startsWith(before) && masked.endsWith(after)).toBe(true)
        expect(maskText(masked)).toBe(masked)
      }),
    )
  })

  test('long and odd texts are masked in no time', () => {
    const text = '1 2-'.repeat(50_000) + '4'.repeat(50_000)
    const started = performance.now()
    maskText(text)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
