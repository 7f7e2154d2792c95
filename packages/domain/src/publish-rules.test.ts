import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type GuideTimeUnit, type PublishableGuide, publishFaults } from './publish-rules.ts'

const material = {
  materialName: '居民身份证',
  isNeed: '1',
  allowLater: false,
  sourceType: 'agency',
  sourceExplain: '公安机关',
} as const
const fee = { feeName: '证照工本费', feeStand: '每证 10 元', byLaw: '示例省收费目录第 1 条' }
const steps = ['受理', '审查', '决定', '办结', '送达'].map((step) => ({ step, detail: `${step}的说明` }))

const good: PublishableGuide = {
  taskName: '公共场所卫生许可',
  taskType: '01',
  projectType: '2',
  anticipateDay: 20,
  anticipateType: 'workday',
  promiseDay: 10,
  promiseType: 'workday',
  isOnline: true,
  onlineHandleDepth: 4,
  limitSceneNum: 0,
  handleType: ['1', '2', '3'],
  isFee: false,
  isPayOnline: false,
  fees: [],
  linkWay: '0770-1234567',
  superviseWay: '0770-12345',
  serverType: ['1', '2'],
  userTopicType: ['医疗卫生'],
  corpTopicType: ['准营准办'],
  questions: [{ question: '许可证几年有效？', answer: '四年。' }],
  handleFlow: steps,
  resultType: 'certificate',
  resultName: '公共场所卫生许可证',
  resultGuid: 'sample-1',
  materials: [material],
}
const faultsOf = (change: Partial<PublishableGuide>) =>
  publishFaults({ ...good, ...change }).map(({ rule, path }) => `${rule} ${path}`)
const withMaterial = (change: object) => ({ materials: [material, { ...material, ...change }] })

test('a consistent guide can be published', () => {
  expect(publishFaults(good)).toEqual([])
})

describe('each rule finds its fault', () => {
  test.each<[Partial<PublishableGuide>, string[]]>([
    [{ projectType: '1' }, ['V1 /promiseDay']],
    [{ promiseDay: 0 }, ['V1 /projectType']],
    [{ projectType: undefined }, ['V1 /projectType']],
    [{ promiseDay: 21 }, ['V2 /promiseDay']],
    [{ anticipateDay: 60, anticipateType: 'day', promiseDay: 50 }, ['V2 /promiseDay']],
    [{ anticipateDay: undefined }, ['V2 /anticipateDay']],
    [{ promiseType: undefined }, ['V2 /promiseDay']],
    [{ limitSceneNum: 1, limitSceneExplain: '要采集指纹' }, ['V3 /limitSceneNum']],
    [{ limitSceneNum: 1, onlineHandleDepth: 3 }, ['V4 /limitSceneExplain']],
    [{ limitSceneExplain: '要采集指纹' }, ['V4 /limitSceneExplain']],
    [{ limitSceneNum: undefined }, ['V4 /limitSceneNum']],
    [{ isOnline: false, onlineHandleDepth: 1 }, ['V5 /handleType']],
    [{ isFee: true }, ['V6 /fees']],
    [{ isFee: true, fees: [{ ...fee, feeStand: ' ' }] }, ['V6 /fees/0/feeStand']],
    [{ isFee: true, fees: [fee, { ...fee, byLaw: '' }] }, ['V6 /fees/1/byLaw']],
    [{ isPayOnline: true }, ['V6 /isPayOnline']],
    [{ superviseWay: good.linkWay }, ['V7 /superviseWay']],
    [{ superviseWay: '（0770）1234567转2' }, ['V7 /superviseWay']],
    [{ superviseWay: '0770-12345，0770 1234567' }, ['V7 /superviseWay']],
    [{ linkWay: '1234567' }, ['V7 /linkWay']],
    [{ superviseWay: undefined }, ['V7 /superviseWay']],
    [{ serverType: [] }, ['V8 /serverType', 'V8 /userTopicType', 'V8 /corpTopicType']],
    [{ serverType: ['1'] }, ['V8 /corpTopicType']],
    [{ serverType: ['2'] }, ['V8 /userTopicType']],
    [{ userTopicType: [] }, ['V8 /userTopicType']],
    [{ corpTopicType: [] }, ['V8 /corpTopicType']],
    [{ questions: [] }, ['V9 /questions']],
    [{ handleFlow: steps.slice(1) }, ['V9 /handleFlow']],
    [{ handleFlow: [{ step: '受理审查决定办结送达', detail: '一步' }] }, ['V9 /handleFlow']],
    [{ resultGuid: '' }, ['V10 /resultGuid']],
    [{ resultType: 'other' }, ['V10 /resultType']],
    [{ resultName: '关于设置的批复' }, ['V10 /resultType']],
    [withMaterial({ sourceExplain: '' }), ['V11 /materials/1/sourceExplain']],
    [withMaterial({ materialName: '其他材料' }), ['V12 /materials/1/materialName']],
    [withMaterial({ materialName: '其他' }), ['V12 /materials/1/materialName']],
    [withMaterial({ materialName: '法律、法规规定的其它有关材料' }), ['V12 /materials/1/materialName']],
    [withMaterial({ materialName: '需要提交的其他证明文件' }), ['V12 /materials/1/materialName']],
    [withMaterial({ allowLater: true }), ['V13 /materials/1/allowLater']],
    [{ handleFlow: [...steps, { step: '复审', detail: '', status: 'first-reviewed', days: 11 }] }, ['V14 /handleFlow']],
    [{ handleFlow: [...steps, { step: '复审', detail: '', status: 'first-reviewed' }] }, ['V14 /handleFlow']],
  ])('%j', (change, faults) => {
    expect(faultsOf(change)).toEqual(faults)
  })

  test.each<Partial<PublishableGuide>>([
    { projectType: '1', promiseDay: 0 },
    { anticipateDay: 60, anticipateType: 'day', promiseDay: 42 },
    { anticipateDay: 1, anticipateType: 'month', promiseDay: 30, promiseType: 'day' },
    { isOnline: false, onlineHandleDepth: 1, handleType: ['1', '4'] },
    { limitSceneNum: 1, limitSceneExplain: '要采集指纹', onlineHandleDepth: 3 },
    { isFee: true, isPayOnline: true, fees: [fee] },
    { taskType: '07', questions: [], handleFlow: [] },
    { resultName: undefined, resultGuid: undefined, resultType: undefined },
    { serverType: ['1'], corpTopicType: [] },
    withMaterial({ sourceExplain: '', isNeed: '2' }),
    withMaterial({ materialName: '其他组织登记证书' }),
    withMaterial({ isNeed: '2', allowLater: true }),
    { handleFlow: [...steps, { step: '复审', detail: '', status: 'first-reviewed', days: 10 }] },
  ])('%j is consistent', (change) => {
    expect(faultsOf(change)).toEqual([])
  })
})

test('every message is written for people, in Chinese', () => {
  const broken = publishFaults({
    ...good,
    projectType: undefined,
    linkWay: '',
    serverType: [],
    handleFlow: [],
    resultGuid: '',
  })
  for (const { message } of broken) expect(message).toMatch(/^[“\p{Script=Han}].+[^。]$/u)
})

test('a promise no longer than the law in the same unit is always allowed', () => {
  const unit = fc.constantFrom<GuideTimeUnit>('workday', 'day', 'month')
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 365 }), fc.integer({ min: 1, max: 365 }), unit, (legal, promise, type) => {
      const faults = faultsOf({ anticipateDay: legal, anticipateType: type, promiseDay: promise, promiseType: type })
      expect(faults).toEqual(promise > legal ? ['V2 /promiseDay'] : [])
    }),
  )
})
