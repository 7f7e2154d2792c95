import { luhnDigit } from '@zhengtong/domain/bank-card'
import { checkDigit } from '@zhengtong/domain/citizen-id'
import { factorKinds, type FactorKind } from '@zhengtong/domain/identity-factor'
import type { Person } from './person.ts'

/** The factors of the n-th fixed person, all fake; `without` names those this person does not have. */
function factors(n: number, without: readonly FactorKind[] = []): Partial<Record<FactorKind, string>> {
  const digits = (width: number) => String(n).padStart(width, '0')
  const card = `622200${digits(12)}`
  const all: Record<FactorKind, string> = {
    phone: `1380077${digits(4)}`,
    socialSecurityCard: `D${digits(8)}`,
    bankCard: card + luhnDigit(card),
    providentFund: `GJJ7701${digits(6)}`,
    drivingFile: `7701${digits(8)}`,
  }
  return Object.fromEntries(factorKinds.filter((kind) => !without.includes(kind)).map((kind) => [kind, all[kind]]))
}

/** Completes the first 17 digits of an identity number. */
const id = (first17: string): string => first17 + checkDigit(first17)

/** People a newcomer may register as. Ages as of late 2026. */
const ordinary: Person[] = [
  { name: '张三', idNumber: id('77010119900307001'), ...factors(1), note: '男，36 岁' },
  { name: '李秀英', idNumber: id('77010119851231002'), ...factors(2), note: '女，40 岁' },
  { name: '王磊', idNumber: id('77010120000229003'), ...factors(3), note: '男，26 岁，闰日出生' },
  { name: '何晓明', idNumber: id('77010119900307009'), ...factors(4), note: '男，36 岁，身份证号末位是 X' },
  {
    name: '陈桂兰',
    idNumber: id('77010219430418004'),
    ...factors(5, ['providentFund', 'drivingFile']),
    note: '女，83 岁',
  },
  {
    name: '刘思远',
    idNumber: id('77010220110520007'),
    ...factors(6, ['providentFund', 'drivingFile']),
    note: '男，15 岁',
  },
  {
    name: '赵小宇',
    idNumber: id('77010120150601005'),
    ...factors(7, ['phone', 'providentFund', 'drivingFile']),
    note: '男，11 岁，须由监护人办理，母亲是李秀英',
  },
  { name: '周敏', idNumber: id('77010319950909012'), ...factors(8, ['drivingFile']), note: '女，31 岁，没有驾驶证' },
  { name: '欧阳静', idNumber: id('77020119791108020'), ...factors(9), note: '女，47 岁，复姓' },
  { name: '阿依古丽·热合曼', idNumber: id('77020219921225018'), ...factors(10), note: '女，33 岁，姓名带间隔号' },
  { name: '孙德海', idNumber: id('77030119600715011'), ...factors(11), note: '男，66 岁，已退休' },
  { name: '吴丹', idNumber: id('77030219881003024'), ...factors(12), note: '女，38 岁' },
  // Permanent residence card of 2023: 9 + place 77 + country code 999, which ISO 3166 leaves to users.
  { name: '安娜·史密斯', idNumber: id('97799919880115002'), ...factors(13), note: '女，38 岁，外国人永久居留' },
]

/** People whose checks go wrong, so that a fault needs no preparation. */
const troubled: Person[] = [
  {
    name: '郑超时',
    idNumber: id('77019019900101001'),
    ...factors(91),
    troubles: { police: 'timeout' },
    note: '公安核验 30 秒没有回应',
  },
  {
    name: '钱锁定',
    idNumber: id('77019019900102003'),
    ...factors(92),
    troubles: { police: 'locked' },
    note: '公安核验答复已锁定',
  },
  {
    name: '冯无名',
    idNumber: id('77019019900103005'),
    ...factors(93),
    troubles: { police: 'unknown' },
    note: '公安核验查无此人',
  },
  {
    name: '褚故障',
    idNumber: id('77019019900104007'),
    ...factors(94),
    troubles: { police: 'error' },
    note: '公安核验返回 HTTP 500',
  },
  {
    name: '卫乱码',
    idNumber: id('77019019900105009'),
    ...factors(95),
    troubles: { police: 'malformed' },
    note: '公安核验返回残缺的 JSON',
  },
  {
    name: '蒋缓慢',
    idNumber: id('77019019900106011'),
    ...factors(96),
    troubles: { police: 'slow' },
    note: '公安核验 1.5 秒后才答复',
  },
  {
    name: '沈停机',
    idNumber: id('77019019900107013'),
    ...factors(97),
    troubles: { carrier: 'timeout' },
    note: '手机号核验 30 秒没有回应，其余正常',
  },
  {
    name: '韩冻结',
    idNumber: id('77019019900108015'),
    ...factors(98),
    troubles: { bank: 'locked' },
    note: '银行卡核验答复已锁定，其余正常',
  },
]

/** Everybody the page lists; the order is that of the page. */
export const fixedPeople: readonly Person[] = [...ordinary, ...troubled]
