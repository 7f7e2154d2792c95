import { expect, test } from 'vitest'
import { draftChanges } from './draft-changes.ts'
import type { FieldSchema, FormSchema } from './form-schema.ts'

const text = (title: string, more: object = {}): FieldSchema => ({ type: 'string', title, minLength: 1, ...more })
const guide = (properties: Record<string, FieldSchema>, required: string[], ids: string[]) => ({
  form: { type: 'object', additionalProperties: false, properties, required } satisfies FormSchema as FormSchema,
  materials: ids.map((id) => ({ id, materialName: id, isNeed: '1' as const })),
})
const context = { today: '2026-11-30', allowDemo: true }

test('somebody with a draft hears what is gone, new and no longer valid for what he has filled in, with the way to it', () => {
  const old = guide(
    { name: text('姓名'), job: text('单位'), memo: text('备注'), way: text('方式') },
    ['name'],
    ['photo', 'card'],
  )
  const now = guide(
    { name: text('姓名', { maxLength: 2 }), way: text('领取方式'), phone: text('电话') },
    ['name', 'phone'],
    ['card', 'deed'],
  )
  const answers = { name: '欧阳小明', job: '云岭食品', way: '窗口' }
  expect(draftChanges(old, now, { answers, materialIds: ['photo'] }, context)).toEqual([
    { kind: 'gone', path: '', message: '不再需要填写“单位”' },
    { kind: 'changed', path: '/form/way', message: '“方式”改为“领取方式”，请核对' },
    { kind: 'new', path: '/form/phone', message: '新增“电话”，必须填写' },
    { kind: 'invalid', path: '/form/name', message: '原来的填写不符合新要求：姓名最多 2 个字，现在有 4 个字' },
    { kind: 'gone', path: '', message: '不再需要材料“photo”，您上传的文件不会提交' },
    { kind: 'new', path: '/materials/deed', message: '新增材料“deed”，必须提交' },
  ])
})

test('a change that does not touch him is not told', () => {
  const old = guide({ name: text('姓名') }, ['name'], [])
  expect(draftChanges(old, { ...old }, { answers: { name: '张三' }, materialIds: [] }, context)).toEqual([])
})

test('a material whose elements lie in another order, or that moved in the list, has not changed', () => {
  const old = guide({}, [], ['card', 'deed'])
  const shuffled = old.materials
    .toReversed()
    .map(({ id, materialName, isNeed }, index) => ({ orderNum: index + 1, isNeed, materialName, id }))
  expect(draftChanges(old, { ...old, materials: shuffled }, { answers: {}, materialIds: [] }, context)).toEqual([])
  const materials = shuffled.map((each) => (each.id === 'deed' ? { ...each, acceptStand: '加盖公章' } : each))
  expect(draftChanges(old, { ...old, materials }, { answers: {}, materialIds: [] }, context)).toMatchObject([
    { kind: 'changed', path: '/materials/deed' },
  ])
})
