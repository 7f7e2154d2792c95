import { checkFormSchema, type FormSchema } from '@zhengtong/domain/form-rules'
import { expect, test } from 'vitest'
import {
  addField,
  addStep,
  moveField,
  palette,
  removeField,
  setRequired,
  stepsIn,
  withHints,
  type PaletteKind,
} from './form-design.ts'

const form: FormSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['reason', 'name'],
  properties: {
    reason: { type: 'string', title: '理由', oneOf: [{ const: 'a', title: '甲' }] },
    name: { type: 'string', title: '姓名', minLength: 1 },
    note: { type: 'string', title: '说明', minLength: 1, 'x-ui': { showWhen: { field: 'reason', equals: ['a'] } } },
  },
  allOf: [{ if: { properties: { reason: { const: 'a' } }, required: ['reason'] }, then: { required: ['note'] } }],
  'x-steps': [
    { title: '一', fields: ['reason', 'name'] },
    { title: '二', fields: ['note'] },
  ],
}
const order = (changed: FormSchema) => stepsIn(changed).map(({ fields }) => fields.join())

test('every kind of the palette makes a form within the subset, required or not', () => {
  for (const kind of Object.keys(palette) as PaletteKind[]) {
    const { form: grown, key } = addField(form, kind, 1)
    expect(checkFormSchema(setRequired(grown, key, true)), kind).toEqual([])
    expect(stepsIn(grown)[1]?.fields).toEqual(['note', key])
  }
})

test('a field moves within its step, over its edge into the next one, and no further than the ends', () => {
  expect(order(moveField(form, 'name', -1))).toEqual(['name,reason', 'note'])
  expect(order(moveField(form, 'name', 1))).toEqual(['reason', 'name,note'])
  expect(order(moveField(form, 'note', -1))).toEqual(['reason,name,note', ''])
  expect(order(moveField(form, 'reason', -1))).toEqual(order(form))
  expect(Object.keys(moveField(form, 'name', -1).properties)).toEqual(['name', 'reason', 'note'])
})

test('a removed field takes along everything that hangs on it', () => {
  const rest = removeField(form, 'reason')
  expect(checkFormSchema(rest)).toEqual([])
  expect(rest).toMatchObject({ required: ['name'], allOf: [] })
  expect(rest.properties['note']?.['x-ui']).toBeUndefined()
})

test('a hint without a value goes, and an empty step may be filled', () => {
  expect(withHints({ type: 'string', title: '姓名', 'x-ui': { help: '全名' } }, { help: undefined })).toEqual({
    type: 'string',
    title: '姓名',
  })
  expect(stepsIn(addField(addStep(form), 'text', 2).form)[2]?.fields).toEqual(['field4'])
})
