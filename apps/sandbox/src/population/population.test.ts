import { parseCitizenId } from '@zhengtong/domain/citizen-id'
import { factorKinds, factors } from '@zhengtong/domain/identity-factor'
import { expect, test } from 'vitest'
import { aRunningSandbox } from '../testing/running.ts'
import { fixedPeople } from './fixed.ts'
import { generatedPerson, personAt, populationSize } from './generated.ts'
import type { Person } from './person.ts'
import { createPopulation } from './population.ts'

function expectValid(person: Person): void {
  expect(person.idNumber).toMatch(/^(77|977)/)
  expect(parseCitizenId(person.idNumber, { allowDemo: true, today: '2026-11-23' })).toMatchObject({ ok: true })
  for (const kind of factorKinds) {
    const value = person[kind]
    if (value !== undefined) expect([kind, value, factors[kind].isValid(value)]).toEqual([kind, value, true])
  }
}

test('every fixed person is valid and nobody shares a number', () => {
  fixedPeople.forEach(expectValid)
  for (const field of ['idNumber', ...factorKinds] as const) {
    const numbers = fixedPeople.flatMap((person) => person[field] ?? [])
    expect(new Set(numbers).size).toBe(numbers.length)
  }
})

test('generated people are valid, distinct and found again by their number', () => {
  const sample = [
    0,
    1,
    19_999,
    20_000,
    20_001,
    39_999,
    40_000,
    999_999,
    populationSize,
    ...Array.from({ length: 2_000 }, (_, index) => index * 499),
  ]
  for (const n of sample) {
    const person = personAt(n)
    expectValid(person)
    expect(generatedPerson(person.idNumber)).toEqual(person)
  }
  const distinct = new Set(sample)
  for (const field of ['idNumber', ...factorKinds] as const) {
    expect(new Set(sample.map((n) => personAt(n)[field])).size).toBe(distinct.size)
  }
})

test('numbers outside the generated population belong to nobody', () => {
  const { idNumber } = personAt(5)
  const wrongCheck = idNumber.slice(0, 17) + (idNumber.endsWith('0') ? '1' : '0')
  for (const stranger of [wrongCheck, '770188195002300010', '770188195001010000', '770188204901010010']) {
    expect(generatedPerson(stranger)).toBeUndefined()
  }
  expect(() => personAt(-1)).toThrow(RangeError)
  expect(() => personAt(populationSize + 1)).toThrow(RangeError)
})

test('a person put in replaces the fixed one and is listed', () => {
  const population = createPopulation()
  const [first = personAt(0)] = fixedPeople
  population.put({ ...first, name: '改名' })
  expect(population.find(first.idNumber)?.name).toBe('改名')
  expect(population.list()).toHaveLength(fixedPeople.length)
})

test('the list and any generated person are open to everybody', async () => {
  await using sandbox = await aRunningSandbox()
  const listed = await fetch(`${sandbox.url}/population`)
  expect(await listed.json()).toEqual(fixedPeople)
  const generated = await fetch(`${sandbox.url}/population/generated/7`)
  expect(await generated.json()).toEqual(personAt(7))
  expect((await fetch(`${sandbox.url}/population/generated/1000001`)).status).toBe(400)
})
