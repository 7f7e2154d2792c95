import { expect, test } from 'vitest'
import { flowFaults, type FlowingGuide } from './flow-faults.ts'

const plain: FlowingGuide = { deptCode: 'OWN', handleFlow: [], specialProcedure: [] }
const paths = (guide: Partial<FlowingGuide>) => flowFaults({ ...plain, ...guide }).map(({ path }) => path)

test('a guide without a word about its flow follows the general one', () => {
  expect(paths({})).toEqual([])
  expect(paths({ flow: 'made-up' })).toEqual(['/flow'])
})

test('a step with a limit of its own is one that the flow has, and only one step stands for it', () => {
  const handleFlow = ['accepted', 'first-reviewed', 'reviewed'].map((status) => ({ step: status, status }))
  expect(paths({ flow: 'stepped', handleFlow })).toEqual([])
  expect(paths({ flow: 'standard', handleFlow })).toEqual(['/handleFlow/1/status'])
  expect(paths({ handleFlow: [handleFlow[0], handleFlow[0]].filter((each) => each !== undefined) })).toEqual([
    '/handleFlow/1/status',
  ])
})

test('special procedures are those of the law, or name the provision that allows them, and only where the clock can stand still', () => {
  const hearing = { name: '听证' }
  expect(paths({ specialProcedure: [hearing, { name: '专家评审' }] })).toEqual([])
  expect(paths({ specialProcedure: [{ name: '公示' }] })).toEqual(['/specialProcedure/0/basis'])
  expect(paths({ specialProcedure: [{ name: '公示', basis: '某办法第九条' }] })).toEqual([])
  expect(paths({ specialProcedure: [hearing, hearing] })).toEqual(['/specialProcedure/1/name'])
  for (const flow of ['instant', 'promise'])
    expect(paths({ flow, specialProcedure: [hearing] })).toEqual(['/specialProcedure'])
})

test('joint agencies belong to the joint flow, each once and never the agency itself', () => {
  const other = { code: 'OTHER', name: '别的部门' }
  expect(paths({ flow: 'joint', jointAgencies: [other] })).toEqual([])
  expect(paths({ flow: 'standard', jointAgencies: [other] })).toEqual(['/jointAgencies'])
  expect(paths({ flow: 'joint', jointAgencies: [other, other, { code: 'OWN', name: '自己' }] })).toEqual([
    '/jointAgencies/2/name',
    '/jointAgencies/1/name',
  ])
})
