import { luhnDigit } from '@zhengtong/domain/bank-card'
import { checkDigit } from '@zhengtong/domain/citizen-id'
import type { Person } from './person.ts'

/** Region that generated people alone carry, so that an identity number tells which of them it is. */
const region = '770188'
const firstBirthday = Date.UTC(1950, 0, 1)
const dayMs = 86_400_000
/** Birthdays in use: 1950-01-01 to 2004-10-03, so all are adults. */
const birthdays = 20_000

const surnames = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章']
const givenNames = [...'安邦诚德恩芳刚海慧佳静凯兰明宁鹏琴荣思涛文欣雅毅云泽志子春冬']

/** The largest n that `personAt` takes. */
export const populationSize = 1_000_000

/**
 * Generated adult number n, 0 <= n <= 1 000 000: always the same valid person with all five factors; n and n + 1 differ in
 * sex and in every number. Throws a RangeError outside.
 */
export function personAt(n: number): Person {
  if (!Number.isInteger(n) || n < 0 || n > populationSize) throw new RangeError(`no person ${n}`)
  const birthday = new Date(firstBirthday + (n % birthdays) * dayMs).toISOString().slice(0, 10).replaceAll('-', '')
  const sequence = Math.floor(n / birthdays) * 2 + (n % 2) + 1
  const first17 = region + birthday + String(sequence).padStart(3, '0')
  const digits = String(n).padStart(7, '0')
  const card = `62220077${digits}000`
  return {
    name: nameAt(n),
    idNumber: first17 + checkDigit(first17),
    phone: `1541${digits}`,
    socialSecurityCard: `G0${digits}`,
    bankCard: card + luhnDigit(card),
    providentFund: `GJJ77018${digits}`,
    drivingFile: `77018${digits}`,
  }
}

/** The generated person with this identity number; undefined when it is none of ours. */
export function generatedPerson(idNumber: string): Person | undefined {
  if (!idNumber.startsWith(region)) return undefined
  const [year, month, day] = [idNumber.slice(6, 10), idNumber.slice(10, 12), idNumber.slice(12, 14)]
  const n =
    Math.floor((Number(idNumber.slice(14, 17)) - 1) / 2) * birthdays +
    (Date.parse(`${year}-${month}-${day}`) - firstBirthday) / dayMs
  if (!(n >= 0 && n <= populationSize)) return undefined
  const person = personAt(n)
  // Comparing the whole number catches a wrong sex, check digit or overflowing birthday in one go.
  return person.idNumber === idNumber ? person : undefined
}

function nameAt(n: number): string {
  const pick = (from: readonly string[], index: number) => from[index % from.length] ?? ''
  const rest = Math.floor(n / surnames.length)
  return pick(surnames, n) + pick(givenNames, rest) + pick(givenNames, Math.floor(rest / givenNames.length))
}
