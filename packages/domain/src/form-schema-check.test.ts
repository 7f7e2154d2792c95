import { expect, test } from 'vitest'
import { checkFormSchema } from './form-schema-check.ts'

const text = { type: 'string', title: '姓名', minLength: 1, maxLength: 30 }
const choice = {
  type: 'string',
  title: '性别',
  oneOf: [
    { const: 'm', title: '男' },
    { const: 'f', title: '女' },
  ],
}
const form = (properties: object, more: object = {}) => ({
  type: 'object',
  properties,
  additionalProperties: false,
  ...more,
})
const rowsOf = (properties: object) => ({ type: 'array', title: '成员', items: form(properties), minItems: 1 })
const when = (field: string) => ({ ...text, 'x-ui': { showWhen: { field, equals: ['m'] } } })
const condition = (change: object) => ({
  allOf: [{ if: { properties: { sex: { const: 'm' } }, required: ['sex'] }, then: { required: ['name'] }, ...change }],
})

test('a form of all kinds of fields is within the subset', () => {
  const properties = {
    name: text,
    sex: choice,
    born: { type: 'string', title: '生日', format: 'date', 'x-ui': { notFuture: true, help: '按证件填写' } },
    area: { type: 'number', title: '面积', minimum: 0, multipleOf: 0.01 },
    agree: { type: 'boolean', title: '同意', const: true },
    ways: {
      type: 'array',
      title: '方式',
      items: { type: 'string', oneOf: choice.oneOf },
      minItems: 1,
      uniqueItems: true,
    },
    family: rowsOf({ name: text, sex: choice }),
    other: when('sex'),
  }
  const steps = {
    'x-steps': [
      { title: '本人', fields: ['name', 'sex', 'born', 'other'] },
      { title: '其他', fields: ['area', 'agree', 'ways', 'family'] },
    ],
  }
  expect(
    checkFormSchema(form(properties, { required: ['name', 'ways', 'family', 'agree'], ...condition({}), ...steps })),
  ).toEqual([])
})

test.each([
  [null, '', '对象'],
  [{}, '', '缺少 type'],
  [form({}), '', '1 到 200'],
  [form({ a: text }, { additionalProperties: true }), '/additionalProperties', '只能是 false'],
  [form({ a: text }, { $ref: '#' }), '/$ref', '不支持'],
  [form({ a: { ...text, title: '' } }), '/properties/a/title', '不能为空'],
  [form({ a: { type: 'string' } }), '/properties/a', '缺少 title'],
  [form({ a: { ...text, enum: ['x'] } }), '/properties/a/enum', '不支持'],
  [form({ a: { type: 'null', title: '空' } }), '/properties/a', '不在表单支持的范围'],
  [form({ a: { type: 'object', title: '组' } }), '/properties/a', '不在表单支持的范围'],
  [form({ '1a': text }), '/properties/1a', '字段名'],
  [form({ a: { ...text, minLength: -1 } }), '/properties/a/minLength', '正整数'],
  [form({ a: { ...text, minLength: 31 } }), '/properties/a', '不能大于'],
  [form({ a: { ...text, format: 'email' } }), '/properties/a/format', '只能是'],
  [form({ a: { ...text, pattern: '^(a+)+$' } }), '/properties/a/pattern', '嵌套'],
  [form({ a: { type: 'string', title: '文', pattern: '^a+$' } }), '/properties/a', 'maxLength'],
  [form({ a: { ...choice, oneOf: [choice.oneOf[0], choice.oneOf[0]] } }), '/properties/a/oneOf', '选项'],
  [form({ a: { ...choice, oneOf: [] } }), '/properties/a/oneOf', '选项'],
  [form({ a: { type: 'number', title: '数', multipleOf: 0 } }), '/properties/a/multipleOf', '正数'],
  [form({ a: { type: 'boolean', title: '勾', const: false } }), '/properties/a/const', 'true'],
  [form({ a: { type: 'array', title: '列', items: { type: 'number' } } }), '/properties/a/items', '缺少 oneOf'],
  [form({ a: rowsOf({ b: rowsOf({ c: text }) }) }), '/properties/a/items/properties/b', '不能再有'],
  [
    form({ a: choice, b: rowsOf({ c: when('a') }) }),
    '/properties/b/items/properties/c/x-ui/showWhen',
    '不能有显示条件',
  ],
  [form({ a: { ...text, minLength: 0 } }, { required: ['a'] }), '/properties/a', '可以留空'],
  [
    form({ a: { type: 'string', title: '文', maxLength: 9, pattern: '^a*$' } }, { required: ['a'] }),
    '/properties/a',
    '可以留空',
  ],
  [form({ a: { ...rowsOf({ c: text }), minItems: 0 } }, { required: ['a'] }), '/properties/a', '可以留空'],
  [form({ a: text }, { required: ['b'] }), '/required', '没有字段 b'],
  [form({ a: { ...text, 'x-ui': { notPast: true } } }), '/properties/a/x-ui', '只有日期'],
  [form({ a: { ...text, 'x-ui': { widget: 'rich' } } }), '/properties/a/x-ui/widget', '只能是'],
  [form({ a: { ...text, 'x-ui': 1 } }), '/properties/a/x-ui', '对象'],
  [form({ a: when('zz') }), '/properties/a/x-ui/showWhen', '没有字段 zz'],
  [form({ a: { ...text, 'x-ui': { showWhen: { field: 'a' } } } }), '/properties/a/x-ui/showWhen', 'equals'],
  [form({ a: when('b'), b: when('a') }), '/properties/a/x-ui/showWhen', '绕成了圈'],
  [form({ name: text, sex: choice }, condition({ else: {} })), '/allOf/0', '条件应写成'],
  [
    form({ name: text, sex: choice }, condition({ if: { properties: { sex: { const: 'm' } } } })),
    '/allOf/0',
    '条件应写成',
  ],
  [
    form({ name: text, sex: choice }, condition({ if: { properties: { sex: { minLength: 1 } }, required: ['sex'] } })),
    '/allOf/0',
    '条件应写成',
  ],
  [form({ name: text }, condition({})), '/allOf/0', '没有字段 sex'],
  [form({ sex: choice }, condition({})), '/required', '没有字段 name'],
  [form({ a: text, b: text }, { 'x-steps': [{ title: '一', fields: ['a'] }] }), '/x-steps', '恰好出现在一步'],
  [form({ a: text }, { 'x-steps': [{ title: '一' }] }), '/x-steps', '每一步'],
])('%j: %s %s', (schema, path, word) => {
  const faults = checkFormSchema(schema)
  expect(faults.map((fault) => fault.path)).toContain(path)
  expect(faults.find((fault) => fault.path === path && fault.message.includes(word))).toBeDefined()
})
