/**
 * What must agree inside an implementation list entry before it is published: the 13 consistency rules that a city's checker
 * of service items applies and one of the case lifecycle (steps fit into the promise), with the settled choices of the project. Field names are those exchanged nationally
 * (GB/T 39046-2020). Only agreement is checked here; formats and lengths are the contract's.
 */
export type GuideTimeUnit = 'workday' | 'day' | 'month'
export interface PublishableGuide {
  taskName: string
  /** 事项类型: '01' 行政许可 ... */
  taskType: string
  /** 办件类型: '1' 即办件, '2' 承诺件, '9' 其他 */
  projectType?: '1' | '2' | '9' | undefined
  /** 法定办结时限 */
  anticipateDay?: number | undefined
  anticipateType?: GuideTimeUnit | undefined
  /** 承诺办结时限; 0 is 即办 */
  promiseDay?: number | undefined
  promiseType?: GuideTimeUnit | undefined
  isOnline: boolean
  /** 网办深度, 1 to 4; 4 is 全程网办 */
  onlineHandleDepth?: number | undefined
  /** 到办事现场次数 */
  limitSceneNum?: number | undefined
  limitSceneExplain?: string | undefined
  /** 办理形式: '1' 窗口, '2' 电脑端, '3' 移动端, '4' 快递, '9' 其他 */
  handleType: readonly string[]
  isFee: boolean
  isPayOnline: boolean
  fees: readonly { feeName: string; feeStand: string; byLaw: string }[]
  /** 咨询方式 and 监督投诉方式 */
  linkWay?: string | undefined
  superviseWay?: string | undefined
  /** 服务对象: '1' 自然人, all others organisations */
  serverType: readonly string[]
  userTopicType: readonly string[]
  corpTopicType: readonly string[]
  questions: readonly { question: string; answer: string }[]
  /** `status` names the case status in which a step is done, `days` its limit in working days. */
  handleFlow: readonly { step: string; detail: string; status?: string | undefined; days?: number | undefined }[]
  /** 出证, 批文, 其他 */
  resultType?: 'certificate' | 'document' | 'other' | undefined
  resultName?: string | undefined
  /** a sample of the result */
  resultGuid?: string | undefined
  materials: readonly {
    materialName: string
    /** '1' 必要, '2' 非必要 */
    isNeed: '1' | '2'
    /** 容缺后补 */
    allowLater: boolean
    sourceType: 'self' | 'agency' | 'other'
    /** 出具机构 */
    sourceExplain?: string | undefined
  }[]
}

export type PublishRule =
  | 'V1'
  | 'V2'
  | 'V3'
  | 'V4'
  | 'V5'
  | 'V6'
  | 'V7'
  | 'V8'
  | 'V9'
  | 'V10'
  | 'V11'
  | 'V12'
  | 'V13'
  | 'V14'
/** `path` is a JSON Pointer into the guide; `message` is for the editor. */
export type PublishFault = { rule: PublishRule; path: string; message: string }

type Found = { path: string; message: string }
type Check = (guide: PublishableGuide) => (Found | false)[]

const isBlank = (text: string | undefined) => text === undefined || text.trim() === ''

// A fifth of a natural day: working days x 7/5, months of 30, without fractions.
const fifths: Readonly<Record<GuideTimeUnit, number>> = { workday: 7, day: 5, month: 150 }

const areaPhone = /(?<!\d)0\d{2,3}[-—) ]?\d{5,8}(?!\d)/g

function phonesIn(text: string | undefined): string[] {
  const plain = (text ?? '').normalize('NFKC')
  return Array.from(plain.matchAll(areaPhone), ([phone]) => phone.replace(/\D/g, ''))
}

const catchAll =
  /其[他它](?:的|相关|有关|必要|证明|申请|申报|佐证|需要|需|应当|应|提供|提交){0,4}(?:材料|资料|文件|证明|证件)(?:等)?$|^其[他它]$/

/** Names nothing: “其他材料” and the like (兜底条款). */
export const isCatchAll = (materialName: string): boolean => catchAll.test(materialName.trim())

const requiredSteps = ['受理', '审查', '决定', '办结', '送达']

const immediate: Check = ({ promiseDay, projectType }) => [
  projectType === undefined && { path: '/projectType', message: '请选择办件类型' },
  projectType === '1' &&
    promiseDay !== undefined &&
    promiseDay !== 0 && {
      path: '/promiseDay',
      message: '即办件的承诺办结时限应为 0（当场办结）',
    },
  projectType !== undefined &&
    projectType !== '1' &&
    promiseDay === 0 && {
      path: '/projectType',
      message: '承诺当场办结的事项，办件类型应为即办件',
    },
]

const promiseWithinLaw: Check = ({ anticipateDay, anticipateType, promiseDay, promiseType }) => {
  const hasLegal = anticipateDay !== undefined && anticipateType !== undefined
  const hasPromise = promiseDay !== undefined && promiseType !== undefined
  const isLonger = hasLegal && hasPromise && promiseDay * fifths[promiseType] > anticipateDay * fifths[anticipateType]
  return [
    !hasLegal && { path: '/anticipateDay', message: '请填写法定办结时限和单位' },
    !hasPromise && { path: '/promiseDay', message: '请填写承诺办结时限和单位' },
    isLonger && {
      path: '/promiseDay',
      message: '承诺办结时限不能长于法定办结时限（工作日按 7/5 折算为自然日，一个月按 30 日）',
    },
  ]
}

const fullyOnline: Check = ({ onlineHandleDepth, limitSceneNum }) => [
  onlineHandleDepth === 4 &&
    limitSceneNum !== undefined &&
    limitSceneNum > 0 && {
      path: '/limitSceneNum',
      message: '全程网办的事项，到办事现场次数应为 0',
    },
]

const visitReason: Check = ({ limitSceneNum, limitSceneExplain }) => {
  const path = '/limitSceneExplain'
  if (limitSceneNum === undefined) return [{ path: '/limitSceneNum', message: '请填写到办事现场次数' }]
  return [
    limitSceneNum > 0 && isBlank(limitSceneExplain) && { path, message: '需要到现场的，请写明必须现场办理的原因' },
    limitSceneNum === 0 &&
      !isBlank(limitSceneExplain) && { path, message: '不需要到现场的，不要填写必须现场办理的原因' },
  ]
}

const byPost: Check = ({ limitSceneNum, isOnline, handleType }) => [
  limitSceneNum === 0 &&
    !isOnline &&
    !handleType.includes('4') && {
      path: '/handleType',
      message: '不用到现场又不能网上办的，办理形式应包含快递申请',
    },
]

const feesStated: Check = ({ isFee, isPayOnline, fees }) => [
  isFee && fees.length === 0 && { path: '/fees', message: '收费的事项，请至少填写一项收费' },
  ...fees.flatMap((fee, index) => [
    isFee && isBlank(fee.feeStand) && { path: `/fees/${index}/feeStand`, message: `请填写“${fee.feeName}”的收费标准` },
    isFee && isBlank(fee.byLaw) && { path: `/fees/${index}/byLaw`, message: `请填写“${fee.feeName}”的收费依据` },
  ]),
  !isFee && isPayOnline && { path: '/isPayOnline', message: '不收费的事项，不应支持网上支付' },
]

const twoPhones: Check = ({ linkWay, superviseWay }) => {
  const asking = phonesIn(linkWay)
  const complaining = phonesIn(superviseWay)
  return [
    asking.length === 0 && { path: '/linkWay', message: '请填写带区号的咨询电话，例如 0770-1234567' },
    complaining.length === 0 && { path: '/superviseWay', message: '请填写带区号的监督投诉电话，例如 0770-1234567' },
    complaining.some((phone) => asking.includes(phone)) && {
      path: '/superviseWay',
      message: '监督投诉电话不能与咨询电话相同',
    },
  ]
}

const topicsOfAudience: Check = ({ serverType, userTopicType, corpTopicType }) => {
  const persons = serverType.includes('1')
  const organisations = serverType.some((type) => type !== '1')
  return [
    serverType.length === 0 && { path: '/serverType', message: '请选择服务对象' },
    persons && userTopicType.length === 0 && { path: '/userTopicType', message: '面向自然人的事项，请选择自然人主题' },
    organisations &&
      corpTopicType.length === 0 && { path: '/corpTopicType', message: '面向法人的事项，请选择法人主题' },
    !persons && userTopicType.length > 0 && { path: '/userTopicType', message: '服务对象没有自然人，不应有自然人主题' },
    !organisations &&
      corpTopicType.length > 0 && { path: '/corpTopicType', message: '服务对象没有法人，不应有法人主题' },
  ]
}

const permitIsExplained: Check = ({ taskType, questions, handleFlow }) => {
  if (taskType !== '01') return []
  const missing = requiredSteps.filter((word) => !handleFlow.some(({ step }) => step.includes(word)))
  return [
    questions.length === 0 && { path: '/questions', message: '行政许可至少要有一条常见问题' },
    missing.length > 0 && { path: '/handleFlow', message: `行政许可的办理流程缺少：${missing.join('、')}` },
    missing.length === 0 &&
      handleFlow.length < requiredSteps.length && {
        path: '/handleFlow',
        message: '行政许可的办理流程应分受理、审查、决定、办结、送达五步',
      },
  ]
}

const resultFits: Check = ({ resultName, resultGuid, resultType }) => {
  const name = (resultName ?? '').trim()
  return [
    name !== '' && isBlank(resultGuid) && { path: '/resultGuid', message: `请上传“${name}”的样本` },
    name.endsWith('证') &&
      resultType !== 'certificate' && { path: '/resultType', message: '结果是证件的，审批结果类型应为出证' },
    name.endsWith('批复') &&
      resultType !== 'document' && { path: '/resultType', message: '结果是批复的，审批结果类型应为批文' },
  ]
}

const issuerNamed: Check = ({ materials }) =>
  materials.map(
    ({ materialName, isNeed, sourceType, sourceExplain }, index) =>
      isNeed === '1' &&
      sourceType === 'agency' &&
      isBlank(sourceExplain) && {
        path: `/materials/${index}/sourceExplain`,
        message: `“${materialName}”由政府部门核发，请写明出具机构`,
      },
  )

const noCatchAll: Check = ({ materials }) =>
  materials.map(
    ({ materialName }, index) =>
      isCatchAll(materialName) && {
        path: `/materials/${index}/materialName`,
        message: `“${materialName}”是兜底条款，请写明具体材料`,
      },
  )

const needOrLater: Check = ({ materials }) =>
  materials.map(
    ({ materialName, isNeed, allowLater }, index) =>
      isNeed === '1' &&
      allowLater && {
        path: `/materials/${index}/allowLater`,
        message: `“${materialName}”不能既是必要材料又可容缺后补`,
      },
  )

/** Steps with a limit of their own together take no longer than was promised. */
const stepsWithinPromise: Check = ({ handleFlow, promiseDay, promiseType }) => {
  const steps = handleFlow.filter(({ status }) => status !== undefined)
  const sum = steps.reduce((days, step) => days + (step.days ?? 0), 0)
  const hasPromise = promiseDay !== undefined && promiseType !== undefined
  return [
    ...steps.map(
      ({ step, days }) => !days && { path: '/handleFlow', message: `“${step}”要单独计时，请写明几个工作日` },
    ),
    hasPromise &&
      sum * fifths.workday > promiseDay * fifths[promiseType] && {
        path: '/handleFlow',
        message: `各步骤期限合计 ${sum} 个工作日，超过承诺办结时限`,
      },
  ]
}

const checks: Readonly<Record<PublishRule, Check>> = {
  V1: immediate,
  V2: promiseWithinLaw,
  V3: fullyOnline,
  V4: visitReason,
  V5: byPost,
  V6: feesStated,
  V7: twoPhones,
  V8: topicsOfAudience,
  V9: permitIsExplained,
  V10: resultFits,
  V11: issuerNamed,
  V12: noCatchAll,
  V13: needOrLater,
  V14: stepsWithinPromise,
}
const rules: readonly PublishRule[] = [
  'V1',
  'V2',
  'V3',
  'V4',
  'V5',
  'V6',
  'V7',
  'V8',
  'V9',
  'V10',
  'V11',
  'V12',
  'V13',
  'V14',
]

/** All reasons why a guide cannot be published, in the order of the rules; none means it can. */
export function publishFaults(guide: PublishableGuide): PublishFault[] {
  return rules.flatMap((rule) =>
    checks[rule](guide)
      .filter((found) => found !== false)
      .map((found) => ({ rule, ...found })),
  )
}
