import { expect, test } from 'vitest'
import { bundleFaults } from './bundle-check.ts'
import {
  childAnswers,
  childUploads,
  chosenChildren,
  criticalPath,
  materialsOf,
  pathInBundle,
  savingsOf,
  type Bundle,
  type BundleChild,
  type ChildGuides,
} from './bundle.ts'
import type { FormSchema } from './form-schema.ts'

const name = { type: 'string', title: '姓名', minLength: 2, maxLength: 20 } as const
const yesNo = {
  type: 'string',
  title: '办卡',
  oneOf: [
    { const: 'yes', title: '办' },
    { const: 'no', title: '不办' },
  ],
} as const
const number = { type: 'string', title: '身份证号', format: 'citizen-id' } as const
const formOf = (properties: FormSchema['properties'], required = Object.keys(properties)): FormSchema => ({
  type: 'object',
  additionalProperties: false,
  properties: { ...properties },
  required,
})
const upload = (id: string, isNeed: '1' | '2' = '1') => ({ id, materialName: id, isNeed, obtainMode: 'UPLOAD' })

/** Registration gives the child its number; the card, if wanted, needs it. */
const guides: ChildGuides = {
  registration: {
    form: formOf({ childName: name }),
    materials: [upload('book')],
    promiseDay: 3,
    promiseType: 'workday',
    limitSceneNum: 1,
  },
  card: {
    form: formOf({ holder: name, holderId: number }),
    materials: [upload('proof'), upload('book')],
    promiseDay: 7,
    promiseType: 'day',
    limitSceneNum: 1,
  },
  vaccination: { form: formOf({ childName: name }), materials: [], promiseDay: 1, promiseType: 'workday' },
}
const registration: BundleChild = {
  key: 'registration',
  baseKey: '1',
  after: [],
  fields: { childName: { answer: 'childName' } },
  materials: { book: { material: 'household' } },
}
const card: BundleChild = {
  key: 'card',
  baseKey: '2',
  after: ['registration'],
  when: { field: 'wantCard', equals: ['yes'] },
  fields: { holder: { answer: 'childName' }, holderId: { resultOf: 'registration' } },
  materials: { proof: { resultOf: 'registration' }, book: { material: 'household' } },
}
const vaccination: BundleChild = { ...registration, key: 'vaccination', baseKey: '3', materials: {} }
const bundle: Bundle = {
  code: 'newborn',
  name: '新生儿出生一件事',
  subject: { kind: 'newborn', name: 'childName', numberFrom: 'registration' },
  form: formOf({ childName: name, wantCard: yesNo }),
  materials: [{ id: 'household', materialName: '户口簿' }],
  children: [registration, card, vaccination],
}
const rulesOf = (planted: Partial<Bundle>, guidesThen = guides) => [
  ...new Set(bundleFaults({ ...bundle, ...planted }, guidesThen).map(({ rule }) => rule)),
]
const withCard = (change: Partial<BundleChild>) => ({ children: [registration, { ...card, ...change }, vaccination] })

test('a bundle that feeds every child has no fault', () => expect(bundleFaults(bundle, guides)).toEqual([]))

const { holderId: _fed, ...unfed } = card.fields
const planted: [string, string, Partial<Bundle>][] = [
  [
    'a child before the one it waits for (which makes circles impossible)',
    'B1',
    { children: [card, registration, vaccination] },
  ],
  ['two children of one name', 'B1', { children: [registration, registration, card, vaccination] }],
  ['a form outside the subset', 'B2', { form: { ...bundle.form, required: ['childName', 'wantCard', 'nothing'] } }],
  ['a condition that nobody is asked', 'B3', withCard({ when: { field: 'colour', equals: ['red'] } })],
  ['a condition that is no option', 'B3', withCard({ when: { field: 'wantCard', equals: ['maybe'] } })],
  [
    'a child that waits for one that may not be chosen',
    'B3',
    { children: [registration, card, { ...vaccination, after: ['card'] }] },
  ],
  ['a required field without a source', 'B4', withCard({ fields: unfed })],
  ['a field that the child does not have', 'B4', withCard({ fields: { ...card.fields, colour: { value: 'red' } } })],
  ['an answer that is not asked', 'B4', withCard({ fields: { ...card.fields, holder: { answer: 'nick' } } })],
  ['the card not after the registration whose number it needs', 'B4', withCard({ after: [] })],
  [
    'an answer of another type',
    'B5',
    { form: formOf({ childName: { type: 'integer', title: '姓名' }, wantCard: yesNo }) },
  ],
  ['a constant that the field does not take', 'B5', withCard({ fields: { ...card.fields, holder: { value: 7 } } })],
  [
    'an answer that may be left out while a child requires it',
    'B6',
    { form: formOf({ childName: name, wantCard: yesNo }, ['wantCard']) },
  ],
  ['a required material without a source', 'B7', withCard({ materials: { book: { material: 'household' } } })],
  [
    'a material that the guide does not ask for',
    'B7',
    withCard({ materials: { ...card.materials, photo: { material: 'household' } } }),
  ],
  [
    'a result as material of a child that comes later',
    'B7',
    { children: [{ ...registration, materials: { book: { resultOf: 'card' } } }, card, vaccination] },
  ],
  ['a question for nobody', 'B8', { form: formOf({ childName: name, wantCard: yesNo, nick: name }) }],
  ['a material for nobody', 'B8', { materials: [...bundle.materials, { id: 'photo', materialName: '照片' }] }],
  ['a material twice', 'B8', { materials: [...bundle.materials, { id: 'household-2', materialName: '户口簿' }] }],
  ['a subject without a name', 'B9', { subject: { kind: 'newborn', name: 'nick', numberFrom: 'registration' } }],
  [
    'a number that another child would give',
    'B9',
    { subject: { kind: 'newborn', name: 'childName', numberFrom: 'vaccination' } },
  ],
]
for (const [what, rule, change] of planted)
  test(`${what} is found by ${rule}`, () => expect(rulesOf(change)).toContain(rule))

test('a child without an item that can be applied for is found by B1', () => {
  const { card: _gone, ...rest } = guides
  expect(rulesOf({}, rest)).toContain('B1')
})

test('answers choose the children, and fill each with answers, constants and the results that are there', () => {
  expect(chosenChildren(bundle.children, { wantCard: 'no' }).map(({ key }) => key)).toEqual([
    'registration',
    'vaccination',
  ])
  expect(childAnswers(card, { childName: '张小宝' }, {})).toEqual({ holder: '张小宝' })
  expect(childAnswers(card, { childName: '张小宝' }, { registration: 'N1' })).toEqual({
    holder: '张小宝',
    holderId: 'N1',
  })
})

test('one upload serves every child that needs it, and a fault of a child is told where a person can mend it', () => {
  const given = [{ materialId: 'household', fileIds: ['f1'] }]
  expect(childUploads(card, given)).toEqual([{ materialId: 'book', fileIds: ['f1'] }])
  expect(materialsOf(bundle, bundle.children, guides)).toEqual([
    { id: 'household', usedBy: ['registration', 'card'], requiredBy: ['registration', 'card'] },
  ])
  expect(pathInBundle(card, '/form/holder')).toBe('/form/childName')
  expect(pathInBundle(card, '/materials/book')).toBe('/materials/household')
  expect(pathInBundle(card, '/form/holderId')).toBeUndefined()
})

test('the promised time is the longest chain, in working days, and what is spared is counted in the guides', () => {
  expect(criticalPath(bundle.children, guides)).toEqual({ workdays: 8, path: ['registration', 'card'] })
  expect(criticalPath(chosenChildren(bundle.children, {}), guides)).toEqual({ workdays: 3, path: ['registration'] })
  expect(savingsOf(bundle, bundle.children, guides)).toEqual({
    forms: { apart: 3, together: 1 },
    fields: { apart: 4, together: 2 },
    materials: { apart: 3, together: 1 },
    visits: { apart: 2, together: 1 },
  })
})
