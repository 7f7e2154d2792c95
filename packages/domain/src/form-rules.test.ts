import { describe, expect, test } from 'vitest'
import { checkDigit } from './citizen-id.ts'
import {
  checkFormSchema,
  type FormSchema,
  pruneHidden,
  requiredFields,
  tidyForm,
  validateForm,
  visibleFields,
} from './form-rules.ts'

const schema: FormSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  title: '示例表单',
  properties: {
    name: { type: 'string', title: '姓名', minLength: 2, maxLength: 30, 'x-ui': { prefill: 'applicant.name' } },
    idNumber: { type: 'string', title: '身份证号', format: 'citizen-id', 'x-ui': { sensitive: 'sensitive' } },
    phone: { type: 'string', title: '手机号', format: 'mobile' },
    company: { type: 'string', title: '单位代码', format: 'org-code' },
    card: { type: 'string', title: '银行卡号', format: 'bank-card' },
    plate: {
      type: 'string',
      title: '号牌',
      pattern: '^[A-Z]\\d{4}$',
      maxLength: 10,
      'x-ui': { help: '一个大写字母和四位数字' },
    },
    born: { type: 'string', title: '出生日期', format: 'date', 'x-ui': { notFuture: true } },
    visit: { type: 'string', title: '预约日期', format: 'date', 'x-ui': { notPast: true } },
    reason: {
      type: 'string',
      title: '申请原因',
      oneOf: [
        { const: 'lost', title: '遗失' },
        { const: 'expired', title: '到期' },
      ],
      'x-ui': { widget: 'radio' },
    },
    lostAt: {
      type: 'string',
      title: '遗失地点',
      minLength: 1,
      maxLength: 50,
      'x-ui': { showWhen: { field: 'reason', equals: ['lost'] } },
    },
    reported: { type: 'boolean', title: '是否报案', 'x-ui': { showWhen: { field: 'lostAt', equals: ['车站'] } } },
    area: { type: 'number', title: '面积', minimum: 1, maximum: 1000, multipleOf: 0.01 },
    people: { type: 'integer', title: '人数', minimum: 1 },
    ways: {
      type: 'array',
      title: '领取方式',
      items: {
        type: 'string',
        oneOf: [
          { const: 'post', title: '邮寄' },
          { const: 'window', title: '窗口' },
        ],
      },
      minItems: 1,
      maxItems: 1,
      uniqueItems: true,
    },
    address: { type: 'string', title: '邮寄地址', minLength: 5, maxLength: 100 },
    family: {
      type: 'array',
      title: '家庭成员',
      minItems: 1,
      maxItems: 2,
      items: {
        type: 'object',
        properties: {
          name: { type: 'string', title: '成员姓名', minLength: 1, maxLength: 30 },
          phone: { type: 'string', title: '成员手机号', format: 'mobile' },
        },
        required: ['name'],
        additionalProperties: false,
      },
    },
    truth: { type: 'boolean', title: '以上内容属实', const: true },
  },
  required: ['name', 'reason', 'lostAt', 'truth'],
  additionalProperties: false,
  allOf: [{ if: { properties: { people: { enum: [2, 3] } }, required: ['people'] }, then: { required: ['family'] } }],
}
const good = { name: '张三', reason: 'expired', truth: true }
const context = { today: '2026-11-23', allowDemo: true }
const check = (change: object) => validateForm(schema, { ...good, ...change }, context)

test('the sample schema is within the subset', () => {
  expect(checkFormSchema(schema)).toEqual([])
})

describe('one field', () => {
  test.each([
    [{ name: '' }, '/name', 'minLength', '请填写姓名'],
    [{ name: '张' }, '/name', 'minLength', '姓名至少 2 个字'],
    [{ name: '张'.repeat(31) }, '/name', 'maxLength', '姓名最多 30 个字，现在有 31 个字'],
    [{ name: 5 }, '/name', 'type', '请填写姓名'],
    [{ name: undefined }, '/name', 'required', '请填写姓名'],
    [{ phone: '1380077' }, '/phone', 'format', '手机号应为 11 位数字'],
    [{ phone: '' }, '/phone', 'format', '请填写手机号'],
    [{ idNumber: '770101' }, '/idNumber', 'format', '身份证号应为 18 位，最后一位可以是 X'],
    [{ idNumber: '770101199003070024' }, '/idNumber', 'format', '身份证号有一位填错了，请对照证件检查'],
    [{ company: '11770101mb0000000g' }, '/company', 'format', '单位代码应为 18 位数字或大写字母，请对照营业执照检查'],
    [{ card: '4111111111111112' }, '/card', 'format', '银行卡号有误，请对照卡片检查'],
    [{ plate: '1234' }, '/plate', 'pattern', '号牌的格式不对：一个大写字母和四位数字'],
    [{ born: '2026-02-30' }, '/born', 'format', '出生日期应为真实的日期，例如 2026-01-31'],
    [{ born: '2026-11-24' }, '/born', 'notToday', '出生日期不能晚于今天'],
    [{ visit: '2026-11-22' }, '/visit', 'notToday', '预约日期不能早于今天'],
    [{ reason: 'other' }, '/reason', 'oneOf', '请选择申请原因'],
    [{ area: 0 }, '/area', 'minimum', '面积不能小于 1'],
    [{ area: 1001 }, '/area', 'maximum', '面积不能大于 1000'],
    [{ area: 1.234 }, '/area', 'multipleOf', '面积的小数位数太多'],
    [{ area: '12' }, '/area', 'type', '面积应为数字'],
    [{ people: 1.5 }, '/people', 'type', '人数应为整数'],
    [{ ways: [] }, '/ways', 'minItems', '请选择领取方式'],
    [{ ways: ['post', 'window'] }, '/ways', 'maxItems', '领取方式最多 1 项'],
    [{ ways: ['post', 'post'] }, '/ways', 'uniqueItems', '领取方式有重复的选项'],
    [{ ways: ['air'] }, '/ways', 'oneOf', '请重新选择领取方式'],
    [{ truth: false }, '/truth', 'const', '请勾选“以上内容属实”'],
    [{ truth: 'yes' }, '/truth', 'type', '请勾选“以上内容属实”'],
    [{ family: [] }, '/family', 'minItems', '请至少填写一条家庭成员'],
    [{ family: [{}] }, '/family/0/name', 'required', '请填写成员姓名'],
    [
      { family: [{ name: '李四' }, { name: '王五', phone: '1' }] },
      '/family/1/phone',
      'format',
      '成员手机号应为 11 位数字',
    ],
    [{ family: ['李四'] }, '/family/0', 'type', '这一条没有填写完整'],
    [
      { family: [{ name: '李四', age: 3 }] },
      '/family/0/age',
      'additionalProperties',
      '表单里没有这一项，请刷新页面重试',
    ],
    [{ family: Array.from({ length: 1000 }, () => 0) }, '/family', 'maxItems', '家庭成员最多 2 条'],
    [{ 'a/b~c': 1 }, '/a~1b~0c', 'additionalProperties', '表单里没有这一项，请刷新页面重试'],
    [{ people: 2 }, '/family', 'required', '请至少填写一条家庭成员'],
    [{ reason: 'lost' }, '/lostAt', 'required', '请填写遗失地点'],
    [{ lostAt: '车站' }, '/lostAt', 'hidden', '现在不需要填写遗失地点，请删去'],
  ])('%o: %s %s', (change, path, code, message) => {
    expect(check(change)).toEqual([{ path, code, message }])
  })

  test.each([
    {},
    { area: 1.15 },
    { people: 1 },
    { people: 2, family: [{ name: '李四' }] },
    { born: '2026-11-23', visit: '2026-11-23' },
    { reason: 'lost', lostAt: '车站', reported: true },
    { idNumber: '770101199003070014', phone: '13800770001', card: '4111111111111111', company: '11770101MB0000000G' },
  ])('%o is right', (change) => {
    expect(check(change)).toEqual([])
  })
})

describe('the whole form', () => {
  test.each([null, [], 'x', 1, undefined])('%o is no form', (value) => {
    expect(validateForm(schema, value, context)).toEqual([{ path: '', code: 'type', message: '请填写表单' }])
  })

  test('all faults come at once, in the order of the fields', () => {
    const faults = validateForm(schema, { phone: '1', strange: true }, context)
    expect(faults.map((fault) => fault.path)).toEqual(['/name', '/phone', '/reason', '/truth', '/strange'])
  })

  test('demo identity numbers are refused where demo is off, and births after today', () => {
    const production = { today: '2026-11-23', allowDemo: false }
    expect(validateForm(schema, { ...good, idNumber: '770101199003070014' }, production)[0]?.message).toContain(
      '演示号码',
    )
    const first17 = '77010120261124001'
    expect(check({ idNumber: first17 + checkDigit(first17) })[0]?.message).toContain('在今天之后')
  })

  test('a field named like a member of every object is not taken for filled in', () => {
    const value = JSON.parse('{"name":"张三","reason":"expired","truth":true,"__proto__":{"phone":"1"}}')
    expect(validateForm(schema, value, context)).toMatchObject([{ path: '/__proto__', code: 'additionalProperties' }])
  })
})

describe('fields that come and go', () => {
  test('a field is shown while another has the value, and hides what hangs on it', () => {
    const shown = (value: object) =>
      visibleFields(schema, { ...value }).filter((name) => ['lostAt', 'reported'].includes(name))
    expect(shown({})).toEqual([])
    expect(shown({ reason: 'lost' })).toEqual(['lostAt'])
    expect(shown({ reason: 'lost', lostAt: '车站' })).toEqual(['lostAt', 'reported'])
    expect(shown({ reason: 'expired', lostAt: '车站' })).toEqual([])
  })

  test('hidden fields are dropped and not required', () => {
    const value = { ...good, lostAt: '车站', reported: true }
    expect(pruneHidden(schema, value)).toEqual(good)
    expect(validateForm(schema, pruneHidden(schema, value), context)).toEqual([])
    expect(requiredFields(schema, good).has('lostAt')).toBe(false)
  })

  test('pruning keeps what the form does not know, so that it is refused and not lost', () => {
    expect(pruneHidden(schema, { strange: 1 })).toEqual({ strange: 1 })
  })

  test('a multiple choice shows a field when one of its answers asks for it', () => {
    const post: FormSchema = {
      ...schema,
      properties: {
        ...schema.properties,
        address: { type: 'string', title: '邮寄地址', 'x-ui': { showWhen: { field: 'ways', equals: ['post'] } } },
      },
    }
    expect(visibleFields(post, { ways: ['window', 'post'] })).toContain('address')
    expect(visibleFields(post, { ways: ['window'] })).not.toContain('address')
  })

  test('a circle of conditions shows nothing and ends', () => {
    const hint = (field: string) => ({
      type: 'string' as const,
      title: field,
      'x-ui': { showWhen: { field, equals: ['x'] } },
    })
    const circle: FormSchema = {
      type: 'object',
      properties: { a: hint('b'), b: hint('a') },
      additionalProperties: false,
    }
    expect(visibleFields(circle, { a: 'x', b: 'x' })).toEqual([])
  })
})

test('tidying trims, normalises formats, and leaves out blanks and hidden fields', () => {
  const typed = {
    ...good,
    name: ' 张三 ',
    phone: '+86 138 0077 0001',
    idNumber: '７７０１０１１９９００３０７００９ｘ',
    card: '4111 1111 1111 1111',
    plate: '',
    visit: null,
    lostAt: '车站',
    people: 2,
    family: [{ name: ' 李四', phone: '' }],
    strange: 1,
  }
  expect(tidyForm(schema, typed)).toEqual({
    ...good,
    phone: '13800770001',
    idNumber: '77010119900307009X',
    card: '4111111111111111',
    people: 2,
    family: [{ name: '李四' }],
    strange: 1,
  })
})
