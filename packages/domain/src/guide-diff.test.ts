import { expect, test } from 'vitest'
import { diffGuides } from './guide-diff.ts'
import { rebaseGuide } from './guide-rebase.ts'

const form = (properties: object, required: string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
})
const before = {
  promiseDay: 3,
  isFee: false,
  materials: [
    { id: 'id-card', materialName: '身份证', isNeed: '1' },
    { id: 'photo', materialName: '照片', isNeed: '1' },
  ],
  form: form({ name: { type: 'string', title: '姓名' } }),
}

test('a difference is told in the words of the editor, with both sides', () => {
  const after = {
    ...before,
    promiseDay: 1,
    materials: [
      { id: 'id-card', materialName: '身份证', isNeed: '2' },
      { id: 'deed', materialName: '房产证', isNeed: '1' },
    ],
    form: form({ name: { type: 'string', title: '姓名' }, age: { type: 'integer', title: '年龄' } }, ['age']),
  }
  expect(
    diffGuides(before, after).map(({ section, label, before: was, after: is }) => [section, label, was, is]),
  ).toEqual([
    ['时限', '承诺办结时限', '3', '1'],
    ['材料', '删去材料“照片”', expect.stringContaining('材料名称：照片'), ''],
    ['材料', '材料“身份证”的必要程度', '必要', '非必要'],
    ['材料', '新增材料“房产证”', '', expect.stringContaining('必要程度：必要')],
    ['表单', '新增问题“年龄”', '', expect.stringContaining('类型：整数；必填：是')],
  ])
  expect(diffGuides(before, before)).toEqual([])
})

test('the order of rows is a difference of its own', () => {
  const turned = { ...before, materials: before.materials.toReversed() }
  expect(diffGuides(before, turned)).toEqual([
    { section: '材料', label: '材料的顺序', before: '身份证、照片', after: '照片、身份证' },
  ])
})

test('a copy is brought up to a newer version: the publication’s changes come in, the copy’s stay, both sides are listed', () => {
  const base = { a: 1, b: 1, c: 1, d: 1 }
  expect(
    rebaseGuide<Record<string, number>>(base, { a: 2, b: 1, c: 3, d: 1, e: 5 }, { a: 1, b: 4, c: 4, d: 1 }),
  ).toEqual({
    guide: { a: 2, b: 4, c: 4, d: 1, e: 5 },
    conflicts: ['c'],
  })
})
