import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shiftDays } from './plain-date.ts'
import {
  addMonths,
  addNaturalDays,
  addWorkdays,
  addWorkdaysStrict,
  type Calendar,
  calendarFrom,
  CalendarNotCovered,
  colour,
  countWorkdays,
  dueOn,
  explainDue,
  isWorkday,
  redCardOn,
  type Stop,
  workdaysLeft,
} from './working-days.ts'

const range = (from: string, days: number) => Array.from({ length: days }, (_, index) => shiftDays(from, index))

// The State Council's notice for 2026 (of 2025-11-04).
const holidays: [string, number][] = [
  ['2026-01-01', 3],
  ['2026-02-15', 9],
  ['2026-04-04', 3],
  ['2026-05-01', 5],
  ['2026-06-19', 3],
  ['2026-09-25', 3],
  ['2026-10-01', 7],
]
const makeUp = ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10']
const cal: Calendar = calendarFrom('2026', [
  ...holidays.flatMap(([from, days]) => range(from, days)).map((date) => ({ date, type: 'holiday' as const })),
  ...makeUp.map((date) => ({ date, type: 'workday' as const })),
])

const day2026 = fc.integer({ min: 0, max: 300 }).map((days) => shiftDays('2026-01-01', days))
const stop = fc
  .tuple(day2026, fc.integer({ min: 0, max: 20 }))
  .map(([start, days]) => ({ start, end: shiftDays(start, days) }))

describe('the calendar', () => {
  test('covers whole years and has 248 working days in 2026', () => {
    expect([cal.coveredFrom, cal.coveredUntil]).toEqual(['2026-01-01', '2026-12-31'])
    expect(countWorkdays(cal, '2025-12-31', '2026-12-31')).toBe(248)
  })

  test.each([
    ['2026-10-08', true],
    ['2026-10-07', false],
    ['2026-10-10', true],
    ['2026-10-11', false],
  ])('%s is a working day: %s', (date, expected) => {
    expect(isWorkday(cal, date)).toBe(expected)
  })

  test('a day no notice covers is never answered', () => {
    expect(() => isWorkday(cal, '2027-01-01')).toThrow(CalendarNotCovered)
    expect(() => isWorkday(cal, '2025-12-31')).toThrow(CalendarNotCovered)
  })

  test('a calendar without rows is refused', () => {
    expect(() => calendarFrom('empty', [])).toThrow(RangeError)
  })
})

describe('working days', () => {
  test('every day explains itself', () => {
    expect(addWorkdays(cal, '2026-09-30', 2, { stops: [{ start: '2026-10-08', end: '2026-10-09' }] })).toEqual({
      date: '2026-10-10',
      provisional: false,
      calendarVersion: '2026',
      days: [
        { date: '2026-09-30', counts: false, why: '起算日' },
        ...range('2026-10-01', 7).map((date) => ({ date, counts: false, why: '节假日' })),
        { date: '2026-10-08', counts: true, why: '工作日' },
        { date: '2026-10-09', counts: false, why: '暂停' },
        { date: '2026-10-10', counts: true, why: '调休上班' },
      ],
    })
  })

  test('no days from a holiday is that holiday', () => {
    expect(addWorkdays(cal, '2026-10-01', 0).date).toBe('2026-10-01')
    expect(addNaturalDays(cal, '2026-10-01', 0).date).toBe('2026-10-01')
    expect(addMonths(cal, '2026-10-01', 0).date).toBe('2026-10-01')
  })

  test('past the notices the date is provisional and the strict count throws', () => {
    expect(addWorkdays(cal, '2026-12-15', 20)).toMatchObject({ provisional: true })
    expect(() => addWorkdaysStrict(cal, '2026-12-15', 20)).toThrow(CalendarNotCovered)
    expect(addWorkdays(cal, '2025-12-29', 2).provisional).toBe(true)
  })

  test('the last week of the last covered year is provisional, the day before is not', () => {
    expect(addWorkdays(cal, '2026-12-23', 1)).toMatchObject({ date: '2026-12-24', provisional: false })
    expect(addWorkdays(cal, '2026-12-23', 2)).toMatchObject({ date: '2026-12-25', provisional: true })
    expect(addWorkdaysStrict(cal, '2026-12-23', 2).date).toBe('2026-12-25')
  })

  test.each([-1, 1.5, Number.NaN])('%s days are refused', (days) => {
    expect(() => addWorkdays(cal, '2026-11-23', days)).toThrow(RangeError)
  })

  test('a time of day is no date', () => {
    expect(() => addWorkdays(cal, '2026-11-23T00:30:00+08:00', 1)).toThrow(RangeError)
  })

  test('the sum of counted days is the limit, and the due day is a working day', () => {
    fc.assert(
      fc.property(day2026, fc.integer({ min: 1, max: 60 }), fc.array(stop, { maxLength: 4 }), (start, days, stops) => {
        const due = addWorkdays(cal, start, days, { stops })
        expect(due.days.filter((day) => day.counts)).toHaveLength(days)
        expect(due.days.at(-1)).toMatchObject({ date: due.date, counts: true })
      }),
    )
  })

  test('without stops, adding and counting are inverse', () => {
    fc.assert(
      fc.property(day2026, fc.integer({ min: 0, max: 60 }), (start, days) => {
        expect(countWorkdays(cal, start, addWorkdays(cal, start, days).date)).toBe(days)
      }),
    )
  })

  test('adding in two goes is adding at once', () => {
    fc.assert(
      fc.property(day2026, fc.nat(30), fc.nat(30), (start, one, two) => {
        expect(addWorkdays(cal, addWorkdays(cal, start, one).date, two).date).toBe(
          addWorkdays(cal, start, one + two).date,
        )
      }),
    )
  })
})

describe('suspension', () => {
  const due = (stops: Stop[]) => addWorkdays(cal, '2026-11-02', 10, { stops }).date

  test('one that begins on the due day leaves one working day', () => {
    expect(due([])).toBe('2026-11-16')
    expect(due([{ start: '2026-11-16', end: '2026-11-20' }])).toBe('2026-11-23')
    expect(addNaturalDays(cal, '2026-11-02', 14, { stops: [{ start: '2026-11-16', end: '2026-11-20' }] }).date).toBe(
      '2026-11-23',
    )
  })

  test('one that begins and ends on the due day changes nothing', () => {
    expect(due([{ start: '2026-11-16', end: '2026-11-16' }])).toBe('2026-11-16')
  })

  test('one after the due day changes nothing', () => {
    expect(due([{ start: '2026-11-17', end: '2026-11-20' }])).toBe('2026-11-16')
  })

  test('natural days inside a stop do not count', () => {
    expect(addNaturalDays(cal, '2026-11-02', 10, { stops: [{ start: '2026-11-04', end: '2026-11-09' }] }).date).toBe(
      '2026-11-17',
    )
    expect(addMonths(cal, '2026-10-12', 1, { stops: [{ start: '2026-11-02', end: '2026-11-04' }] }).date).toBe(
      '2026-11-16',
    )
  })

  test('a rolled due day inside a stop moves past the stop', () => {
    const stops = [{ start: '2026-11-14', end: '2026-11-18' }]
    expect(addNaturalDays(cal, '2026-11-02', 12, { stops }).date).toBe('2026-11-19')
  })

  test('only the union of the intervals counts, in whatever order they come', () => {
    fc.assert(
      fc.property(
        fc.array(stop, { minLength: 1, maxLength: 5 }),
        day2026,
        fc.integer({ min: 1, max: 30 }),
        (stops, start, days) => {
          const date = addWorkdays(cal, start, days, { stops }).date
          expect(addWorkdays(cal, start, days, { stops: [...stops, ...stops].toReversed() }).date).toBe(date)
          expect(date >= addWorkdays(cal, start, days).date).toBe(true)
        },
      ),
    )
  })
})

describe('natural days and months', () => {
  test.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2026-03-16', 1, '2026-04-16'],
    ['2026-09-03', 1, '2026-10-08'],
    ['2026-05-15', 3, '2026-08-17'],
  ])('%s plus %i months is due on %s', (start, months, expected) => {
    expect(addMonths(cal, start, months).date).toBe(expected)
  })

  test('the days passed over at the end say why', () => {
    const due = addNaturalDays(cal, '2026-11-20', 1)
    expect(due.date).toBe('2026-11-23')
    expect(due.days.map((day) => day.why)).toEqual(['起算日', '自然日', '休息日', '顺延'])
  })

  test('the due day is always a working day', () => {
    fc.assert(
      fc.property(day2026, fc.integer({ min: 1, max: 50 }), fc.array(stop, { maxLength: 3 }), (start, days, stops) => {
        const due = addNaturalDays(cal, start, days, { stops })
        fc.pre(due.date <= cal.coveredUntil)
        expect(isWorkday(cal, due.date)).toBe(true)
        expect(due.days.filter((day) => day.counts)).toHaveLength(days)
      }),
    )
  })

  test('a limit is counted in its own unit', () => {
    expect(dueOn(cal, '2026-11-02', { amount: 10, unit: 'workday' }).date).toBe('2026-11-16')
    expect(dueOn(cal, '2026-11-02', { amount: 10, unit: 'day' }).date).toBe('2026-11-12')
    expect(dueOn(cal, '2026-11-02', { amount: 1, unit: 'month' }).date).toBe('2026-12-02')
  })
})

describe('what is left', () => {
  test.each([
    ['2026-11-11', 3, 'green'],
    ['2026-11-13', 1, 'yellow'],
    ['2026-11-14', 1, 'yellow'],
    ['2026-11-16', 0, 'yellow'],
    ['2026-11-17', -1, 'red'],
    ['2026-11-21', -4, 'red'],
  ])('on %s, %i working days are left to 2026-11-16: %s', (today, left, expected) => {
    expect(workdaysLeft(cal, today, '2026-11-16')).toBe(left)
    expect(colour(cal, today, '2026-11-16')).toBe(expected)
  })

  test('a Saturday after a Friday due day is red though no working day has passed', () => {
    expect(workdaysLeft(cal, '2026-11-21', '2026-11-20')).toBe(0)
    expect(colour(cal, '2026-11-21', '2026-11-20')).toBe('red')
    expect(redCardOn(cal, '2026-11-20')).toBe('2026-11-23')
  })

  test('an item may turn yellow earlier', () => {
    expect(colour(cal, '2026-11-11', '2026-11-16', 3)).toBe('yellow')
  })
})

describe('the sentence for citizens', () => {
  test.each([
    [
      { amount: 5, unit: 'workday' },
      '2026-09-18',
      '9月18日当天不算，从次日起算 5 个工作日，跳过 1 天休息日和节假日，到9月24日为止。',
    ],
    [
      { amount: 1, unit: 'day' },
      '2026-11-20',
      '11月20日当天不算，从次日起算 1 日，最后一天遇休息日，顺延 1 天休息日和节假日，到11月23日为止。',
    ],
    [{ amount: 0, unit: 'workday' }, '2026-11-20', '当场办结，不计期限'],
  ] as const)('%o from %s', (limit, start, sentence) => {
    expect(explainDue(dueOn(cal, start, limit), limit)).toBe(sentence)
  })

  test('says 预计 past the notices, and the suspended days', () => {
    const limit = { amount: 20, unit: 'workday' } as const
    const due = dueOn(cal, '2026-12-15', limit, [{ start: '2026-12-16', end: '2026-12-18' }])
    expect(explainDue(due, limit)).toMatch(/暂停 2 天不计，预计到1月14日为止。$/)
  })
})
