import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkFormSchema, type FieldSchema, type FormSchema, validateForm } from './form-rules.ts'

type Sample = { field: FieldSchema; value: fc.Arbitrary<unknown> }

const title = '一项'
const small = fc.integer({ min: 0, max: 4 })
const bounds = fc.tuple(small, small).map(([low, more]) => [low, low + more] as const)
const choices = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 })
  .map((values) => values.map((value) => ({ const: value, title: `选项${value}` })))
const letter = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const word = fc.oneof(fc.string({ unit: fc.constantFrom('a', '1', '中', '𠮷', '-'), maxLength: 9 }), letter)

const text: fc.Arbitrary<Sample> = fc
  .tuple(bounds, fc.option(fc.constantFrom('^\\d{1,4}$', '^[a-z]+$', '^(?:中|a)?.*$'), { nil: undefined }))
  .map(([[minLength, maxLength], pattern]) => ({
    field: { type: 'string', title, minLength, maxLength, ...(pattern === undefined ? {} : { pattern }) },
    value: word,
  }))
const choice = choices.map((oneOf): Sample => ({ field: { type: 'string', title, oneOf }, value: letter }))
const number: fc.Arbitrary<Sample> = fc
  .tuple(fc.constantFrom('number', 'integer'), bounds, fc.constantFrom(undefined, 0.01, 1, 2))
  .map(([type, [minimum, maximum], multipleOf]) => ({
    field: { type, title, minimum, maximum, ...(multipleOf === undefined ? {} : { multipleOf }) },
    value: fc.oneof(small, fc.constantFrom(-1, 0.5, 1.15, 0.3, 2.005, 1e300, 1e-9)),
  }))
const yesNo = fc.boolean().map((isDeclaration): Sample => {
  return { field: { type: 'boolean', title, ...(isDeclaration ? { const: true } : {}) }, value: fc.boolean() }
})
const multiChoice = fc
  .tuple(choices, bounds, fc.boolean())
  .map(([oneOf, [minItems, maxItems], uniqueItems]): Sample => ({
    field: { type: 'array', title, items: { type: 'string', oneOf }, minItems, maxItems, uniqueItems },
    value: fc.array(letter, { maxLength: 5 }),
  }))
const simple = fc.oneof(text, choice, number, yesNo, multiChoice)
const someNames = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 })

const valuesOf = (samples: [string, Sample][]) => {
  const anything = fc.jsonValue({ maxDepth: 1 })
  const usual = Object.fromEntries(
    samples.map(([name, { value }]) => [name, fc.oneof({ weight: 12, arbitrary: value }, anything)]),
  )
  const required = samples.map(([name]) => name)
  return fc.oneof(
    { weight: 8, arbitrary: fc.record(usual, { requiredKeys: required }) },
    { weight: 6, arbitrary: fc.record(usual, { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.record({ ...usual, other: anything }, { requiredKeys: [] }) },
    { weight: 1, arbitrary: anything },
  )
}

const rows = fc
  .tuple(fc.array(simple, { minLength: 1, maxLength: 3 }), someNames, bounds)
  .map(([fields, wanted, [minItems, maxItems]]): Sample => {
    const samples = fields.map((sample, index): [string, Sample] => ['abcd'.charAt(index), sample])
    const properties = Object.fromEntries(samples.map(([name, sample]) => [name, sample.field]))
    const required = wanted.filter((name) => Object.hasOwn(properties, name))
    const schema: FieldSchema = {
      type: 'array',
      title,
      minItems,
      maxItems,
      // The samples of rows come from `simple`, which makes no rows.
      items: { type: 'object', properties, required, additionalProperties: false } as Extract<
        FieldSchema,
        { items: { type: 'object' } }
      >['items'],
    }
    return { field: schema, value: fc.array(valuesOf(samples), { maxLength: 5 }) }
  })

const form = fc
  .tuple(
    fc.array(fc.oneof({ weight: 5, arbitrary: simple }, rows), { minLength: 1, maxLength: 4 }),
    someNames,
    someNames,
    letter,
    fc.boolean(),
  )
  .chain(([fields, wanted, later, equals, isConditional]) => {
    const samples = fields.map((sample, index): [string, Sample] => ['abcd'.charAt(index), sample])
    const properties = Object.fromEntries(samples.map(([name, sample]) => [name, sample.field]))
    const known = (names: string[]) => names.filter((name) => Object.hasOwn(properties, name))
    const schema: FormSchema = { type: 'object', properties, required: known(wanted), additionalProperties: false }
    if (isConditional) {
      schema.allOf = [
        { if: { properties: { a: { const: equals } }, required: ['a'] }, then: { required: known(later) } },
        { if: { properties: { a: { enum: [true, 1, 'b'] } }, required: ['a'] }, then: { required: known(later) } },
      ]
    }
    return fc.record({
      schema: fc.constant(schema),
      values: fc.array(valuesOf(samples), { minLength: 10, maxLength: 10 }),
    })
  })

test('on any schema of the subset and any value, this validator and Ajv agree', () => {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, multipleOfPrecision: 6 })
  let valid = 0
  let invalid = 0
  fc.assert(
    fc.property(form, ({ schema, values }) => {
      const validate = ajv.compile(schema)
      for (const value of values) {
        const expected = validate(value)
        const faults = validateForm(schema, value, { today: '2026-11-23', allowDemo: true })
        if (expected) valid += 1
        else invalid += 1
        expect({ valid: faults.length === 0, value, faults }).toMatchObject({ valid: expected })
      }
      ajv.removeSchema(schema)
    }),
    { numRuns: 100 },
  )
  expect(Math.min(valid, invalid)).toBeGreaterThan(50)
})

test('the random schemas are within the subset but for required blanks', () => {
  fc.assert(
    fc.property(form, ({ schema }) => {
      const faults = checkFormSchema(schema).filter((fault) => !fault.message.startsWith('必填的内容'))
      expect(faults).toEqual([])
    }),
    { numRuns: 200 },
  )
})
