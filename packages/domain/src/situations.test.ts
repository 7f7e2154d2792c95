import { expect, test } from 'vitest'
import type { FormSchema } from './form-schema.ts'
import { pruneOff, situate, situationFaults } from './situations.ts'

const text = (title: string) => ({ type: 'string' as const, title, minLength: 1 })
const choice = (title: string, ...values: string[]) => ({
  type: 'string' as const,
  title,
  oneOf: values.map((value) => ({ const: value, title: value })),
})
const form: FormSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['reason', 'house', 'kin'],
  properties: {
    reason: choice('理由', 'house', 'family'),
    house: text('房屋地址'),
    kin: choice('亲属', 'parent', 'spouse'),
    name: text('姓名'),
  },
  'x-steps': [
    { title: '理由', fields: ['reason', 'name'] },
    { title: '房屋', fields: ['house'] },
    { title: '亲属', fields: ['kin'] },
  ],
}
const materials = ['id-card', 'deed', 'marriage', 'birth'].map((id) => ({ id }))
const situations = [
  {
    field: 'reason',
    options: [
      { value: 'house', materials: ['deed'], fields: ['house'] },
      { value: 'family', materials: [], fields: ['kin'] },
    ],
  },
  {
    field: 'kin',
    options: [
      { value: 'spouse', materials: ['marriage'], fields: [] },
      { value: 'parent', materials: ['birth'], fields: [] },
    ],
  },
]
const guide = { form, materials, situations }
const here = (answers: Record<string, string>) => {
  const { form: shown, materials: asked, off } = situate(guide, answers)
  return {
    fields: Object.keys(shown.properties),
    required: shown.required,
    steps: shown['x-steps']?.length,
    asked: asked.map(({ id }) => id),
    off: [...off],
  }
}

test('an option switches its own materials and fields on, and those of the others off', () => {
  expect(here({ reason: 'house' })).toEqual({
    fields: ['reason', 'house', 'name'],
    required: ['reason', 'house'],
    steps: 2,
    asked: ['id-card', 'deed'],
    off: ['kin'],
  })
})

test('a question that is switched off by another one switches nothing on, whatever was answered before', () => {
  expect(here({ reason: 'family', kin: 'spouse' }).asked).toEqual(['id-card', 'marriage'])
  expect(here({ reason: 'house', kin: 'spouse' }).asked).toEqual(['id-card', 'deed'])
  expect(pruneOff({ reason: 'house', kin: 'spouse' }, new Set(['kin']))).toEqual({ reason: 'house' })
})

test('before anything is chosen only what everybody needs is asked for', () => {
  expect(here({})).toMatchObject({ fields: ['reason', 'name'], asked: ['id-card'] })
})

test('situations that name what is not there, or cannot be answered, are faults with words for the editor', () => {
  expect(situationFaults(guide)).toEqual([])
  const wrong = { field: 'name', options: [{ value: 'a', materials: ['deed'], fields: [] }] }
  const gone = {
    field: 'kin',
    options: [{ value: 'cousin', materials: ['letter'], fields: ['kin', 'reason', 'nobody'] }],
  }
  const faults = situationFaults({ ...guide, situations: [{ ...situations[0], options: [] } as never, gone, wrong] })
  expect(faults.map(({ path }) => path)).toEqual([
    '/situations/0',
    ...Array.from({ length: 5 }, () => '/situations/1'),
    '/situations/2',
  ])
  expect(faults[0]?.message).toContain('还没有影响')
})
