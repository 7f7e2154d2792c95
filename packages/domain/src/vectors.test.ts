import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isBankCard } from './bank-card.ts'
import { parseCaseNumber } from './case-number.ts'
import { parseCitizenId, upgradeFifteen } from './citizen-id.ts'
import { parseTaskCode } from './item-code.ts'
import { parseLicenceId } from './licence-id.ts'
import { isOrgCode } from './org-code.ts'
import { addNaturalDays, addWorkdays, addWorkdaysStrict, type Calendar, CalendarNotCovered } from './working-days.ts'

/** The published examples that every implementation has to reproduce; kept beside the project because they hold real codes. */
type Vectors = {
  idNumber: { valid: string[]; invalid: Record<string, string>; fifteen: { from: string; to: string } }
  uscc: { valid: string[]; invalid: string[] }
  certId: { valid: string[]; invalid: string[] }
  luhn: { valid: string[]; invalid: string[] }
  codes: { taskCode: string; projectNo: string; realTaskCode: string; realProjectNo: string }
  calendar2026: { weekdayOff: string[]; weekendWork: string[] }
  workdayAdd: [string, number, string | null][]
  suspension: { accept: string; days: number; stops: [string, string][]; due: string }[]
  naturalDays: [string, number, string][]
  deemedAcceptance: { received: string; noticeDue: string; acceptedOn: string; decisionDays: number; due: string }
}

const file = new URL('../../../../shared/vectors.json', import.meta.url)

function readVectors(): Vectors {
  if (!existsSync(file)) throw new Error(`The published vectors are missing: put vectors.json at ${file.pathname}`)
  return JSON.parse(readFileSync(file, 'utf8'))
}

const vectors = readVectors()
const calendar: Calendar = {
  version: '2026',
  coveredFrom: '2026-01-01',
  coveredUntil: '2026-12-31',
  days: new Map([
    ...vectors.calendar2026.weekdayOff.map((date) => [date, 'holiday'] as const),
    ...vectors.calendar2026.weekendWork.map((date) => [date, 'workday'] as const),
  ]),
}
const readId = (number: string) => parseCitizenId(number, { today: '2026-11-23', allowDemo: true })

describe('identity numbers', () => {
  test.each(vectors.idNumber.valid)('%s is right', (number) => {
    expect(readId(number).ok).toBe(true)
  })

  test.each(Object.entries(vectors.idNumber.invalid))('%s: %s is wrong', (reason, number) => {
    expect(readId(number)).toEqual({ ok: false, reason })
  })

  test('15 digits become 18', () => {
    expect(upgradeFifteen(vectors.idNumber.fifteen.from)).toBe(vectors.idNumber.fifteen.to)
  })
})

describe('codes', () => {
  test.each(vectors.uscc.valid)('organisation code %s is right', (code) => expect(isOrgCode(code)).toBe(true))
  test.each(vectors.uscc.invalid)('organisation code %s is wrong', (code) => expect(isOrgCode(code)).toBe(false))
  test.each(vectors.certId.valid)('licence %s is right', (id) => expect(parseLicenceId(id).ok).toBe(true))
  test.each(vectors.certId.invalid)('licence %s is wrong', (id) => {
    expect(parseLicenceId(id)).toEqual({ ok: false, reason: 'checksum' })
  })
  test.each(vectors.luhn.valid)('card %s is right', (card) => expect(isBankCard(card)).toBe(true))
  test.each(vectors.luhn.invalid)('card %s is wrong', (card) => expect(isBankCard(card)).toBe(false))

  test.each([
    [vectors.codes.taskCode, vectors.codes.projectNo],
    [vectors.codes.realTaskCode, vectors.codes.realProjectNo],
  ])('task %s has case %s', (taskCode, caseNumber) => {
    expect(parseTaskCode(taskCode)).not.toBeNull()
    expect(parseCaseNumber(caseNumber)?.taskCode).toBe(taskCode)
  })
})

describe('deadlines', () => {
  test.each(vectors.workdayAdd)('%s + %i working days is %s', (start, days, expected) => {
    if (expected === null) {
      expect(() => addWorkdaysStrict(calendar, start, days)).toThrow(CalendarNotCovered)
      expect(addWorkdays(calendar, start, days).provisional).toBe(true)
      return
    }
    expect(addWorkdaysStrict(calendar, start, days).date).toBe(expected)
    expect(addWorkdays(calendar, start, days)).toMatchObject({ date: expected, provisional: false })
  })

  test.each(vectors.suspension)(
    '$accept + $days working days with stops $stops is $due',
    ({ accept, days, stops, due }) => {
      const intervals = stops.map(([start, end]) => ({ start, end }))
      expect(addWorkdays(calendar, accept, days, { stops: intervals }).date).toBe(due)
    },
  )

  test.each(vectors.naturalDays)('%s + %i natural days is %s', (start, days, due) => {
    expect(addNaturalDays(calendar, start, days).date).toBe(due)
  })

  test('silence for five working days is acceptance as of the receipt', () => {
    const { received, noticeDue, acceptedOn, decisionDays, due } = vectors.deemedAcceptance
    expect(addWorkdays(calendar, received, 5).date).toBe(noticeDue)
    expect(addWorkdays(calendar, acceptedOn, decisionDays).date).toBe(due)
  })
})
