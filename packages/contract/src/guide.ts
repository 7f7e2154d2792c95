import { Type, type Static, type TSchema } from 'typebox'
import type { FormSchema } from '@zhengtong/domain/form-rules'
import { LegalDate } from './page.ts'

/**
 * The implementation list entry of one service item (实施清单), with the element names that are exchanged nationally
 * (data items of GB/T 39046-2020 and the national exchange tables). Codes follow GB/T 39046-2020 annex A where it has one.
 */
const text = (maxLength: number, extra: object = {}) => Type.String({ minLength: 1, maxLength, ...extra })
const optional = (maxLength: number) => Type.Optional(Type.String({ maxLength }))
const code = <Code extends string>(...values: Code[]) =>
  Type.Unsafe<Code>(Type.Union(values.map((value) => Type.Literal(value))))

export const TimeUnit = Type.Union([Type.Literal('workday'), Type.Literal('day'), Type.Literal('month')])

export const LegalBasis = Type.Object({
  name: text(300),
  number: optional(100),
  clause: optional(300),
  content: optional(4000),
})

export const Material = Type.Object({
  id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$', description: 'stable within the item, e.g. household-book' }),
  materialName: text(200),
  materialType: code('1', '2', '3'),
  materialFormat: code('1', '2', '3'),
  isNeed: code('1', '2'),
  allowLater: Type.Boolean({ description: '容缺后补' }),
  originalNum: Type.Integer({ minimum: 0, maximum: 99 }),
  copyNum: Type.Integer({ minimum: 0, maximum: 99 }),
  pageFormat: optional(50),
  sourceType: Type.Union([Type.Literal('self'), Type.Literal('agency'), Type.Literal('other')]),
  sourceExplain: optional(200),
  formGuid: optional(300),
  exampleGuid: optional(300),
  fillExplain: optional(2000),
  acceptStand: optional(2000),
  byLaw: optional(500),
  orderNum: Type.Integer({ minimum: 1 }),
  obtainMode: Type.Union([
    Type.Literal('UPLOAD'),
    Type.Literal('E_LICENCE'),
    Type.Literal('DATA_SHARE'),
    Type.Literal('FORM_GENERATED'),
    Type.Literal('PROMISE'),
  ]),
  reuseAllowed: Type.Boolean(),
  condition: optional(500),
})
export type Material = Static<typeof Material>

export const Fee = Type.Object({
  feeName: text(200),
  feeStand: text(1000),
  byLaw: text(500),
  amount: Type.Optional(Type.Integer({ minimum: 0, description: '分; absent when it depends on the case' })),
  isDesc: Type.Boolean({ description: '允许减免' }),
  descExplain: optional(1000),
  orderNum: Type.Integer({ minimum: 1 }),
})

export const Question = Type.Object({ question: text(500), answer: text(4000), orderNum: Type.Integer({ minimum: 1 }) })

export const ServiceWindow = Type.Object({
  name: text(200),
  address: text(300),
  hours: text(300),
  phone: text(100),
  traffic: optional(500),
})

export const FlowStep = Type.Object({
  step: text(40),
  detail: text(1000),
  role: optional(60),
  days: Type.Optional(Type.Integer({ minimum: 0, description: 'step limit in working days' })),
  status: Type.Optional(
    Type.Unsafe<'accepted' | 'first-reviewed' | 'reviewed'>({
      ...code('accepted', 'first-reviewed', 'reviewed'),
      description: 'the case status in which the step is done; its limit then has a clock and cards of its own',
    }),
  ),
})

export const SpecialProcedure = Type.Object({
  name: text(100),
  days: Type.Optional(Type.Integer({ minimum: 1, description: 'the longest it may take, in working days' })),
  basis: optional(500),
  notice: optional(500),
})

/** 情形: a single-choice field of the form whose options switch materials and fields on and off. */
export const Situation = Type.Object({
  field: Type.String({ minLength: 1, maxLength: 60 }),
  options: Type.Array(
    Type.Object({
      value: Type.String({ minLength: 1, maxLength: 60 }),
      materials: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 100 }),
      fields: Type.Array(Type.String({ maxLength: 60 }), { maxItems: 200 }),
    }),
    { maxItems: 50 },
  ),
})

const List = (maxItems: number, maxLength = 60) => Type.Array(Type.String({ maxLength }), { maxItems })

export const Guide = Type.Object(
  {
    catalogCode: Type.Optional(Type.String({ pattern: '^\\d{12}$' })),
    localCatalogCode: optional(50),
    taskCode: Type.Optional(Type.String({ pattern: '^[0-9A-Z]{31}$' })),
    localTaskCode: optional(80),
    taskHandleItem: Type.Optional(Type.String({ pattern: '^[0-9A-Z]{33}$' })),
    taskName: text(1000),
    taskType: Type.String({ pattern: '^\\d{2}$' }),
    byLaw: Type.Array(LegalBasis, { maxItems: 50 }),
    useLevel: Type.Array(code('1', '2', '3', '4', '5', '6', '7'), { maxItems: 7 }),
    planEffectiveDate: Type.Optional(LegalDate),
    planCancelDate: Type.Optional(LegalDate),
    powerSource: Type.Optional(code('1', '2', '3', '9')),

    regionCode: Type.String({ pattern: '^\\d{6}(\\d{3})?$' }),
    deptName: text(200),
    deptCode: Type.Optional(Type.String({ pattern: '^[0-9A-Z]{18}$' })),
    deptType: Type.Optional(code('1', '2', '3', '9')),
    entrustName: optional(200),
    otherDept: List(20, 200),
    jointAgencies: Type.Optional(
      Type.Array(Type.Object({ code: Type.String({ pattern: '^[0-9A-Z]{18}$' }), name: text(200) }), {
        maxItems: 20,
        description: '会办部门：those of otherDept that are asked for an opinion in a joint review',
      }),
    ),
    receivingAgencies: Type.Optional(
      Type.Array(Type.Object({ code: Type.String({ pattern: '^[0-9A-Z]{18}$' }), name: text(200) }), {
        maxItems: 100,
        description: '异地代收：agencies elsewhere that take in applications for this one',
      }),
    ),
    agentOrg: optional(200),

    anticipateDay: Type.Optional(Type.Integer({ minimum: 0, maximum: 3650 })),
    anticipateType: Type.Optional(TimeUnit),
    anticipateExplain: optional(1000),
    promiseDay: Type.Optional(Type.Integer({ minimum: 0, maximum: 3650, description: '0 = 即办' })),
    promiseType: Type.Optional(TimeUnit),
    promiseExplain: optional(1000),
    projectType: Type.Optional(code('1', '2', '9')),
    specialProcedure: Type.Array(SpecialProcedure, { maxItems: 20 }),
    flow: Type.Optional(code('standard', 'paper', 'instant', 'promise', 'stepped', 'fee', 'joint', 'remote')),

    acceptCondition: optional(4000),
    handleFlow: Type.Array(FlowStep, { maxItems: 30 }),
    handleType: Type.Array(code('1', '2', '3', '4', '9'), { maxItems: 5 }),
    limitSceneNum: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
    limitSceneExplain: optional(1000),
    onlineHandleDepth: Type.Optional(Type.Integer({ minimum: 1, maximum: 4 })),
    isOnline: Type.Boolean(),
    linkAddr: optional(500),
    mobileTerminalUrl: optional(500),
    isSingleLogin: Type.Boolean(),
    appIsSingleLogin: Type.Boolean(),
    handleArea: optional(100),
    isSchedule: Type.Boolean(),
    isPayOnline: Type.Boolean(),
    isExpress: Type.Boolean(),
    isServiceTerminals: Type.Boolean(),
    isEntryCenter: Type.Boolean(),
    limitExplain: optional(1000),
    serviceType: optional(500),
    transactAddr: optional(500),
    transactTime: optional(300),
    linkWay: optional(100),
    superviseWay: optional(100),

    serverType: Type.Array(code('1', '2', '3', '4', '5', '6', '9'), { maxItems: 7 }),
    userTopicType: List(20),
    corpTopicType: List(20),
    characterTopic: List(20),

    resultType: Type.Optional(
      Type.Union([Type.Literal('certificate'), Type.Literal('document'), Type.Literal('other')]),
    ),
    resultName: optional(200),
    resultGuid: optional(500),

    townCode: optional(12),
    townName: optional(100),
    villageCode: optional(12),
    villageName: optional(100),

    isFee: Type.Boolean(),
    fees: Type.Array(Fee, { maxItems: 30 }),
    materials: Type.Array(Material, { maxItems: 100 }),
    questions: Type.Array(Question, { maxItems: 100 }),
    windows: Type.Array(ServiceWindow, { maxItems: 50 }),

    aliases: List(40),
    identityLevel: code('L1', 'L2', 'L3', 'L4'),
    remedies: optional(2000),
    situations: Type.Optional(Type.Array(Situation, { maxItems: 10 })),
    form: Type.Unsafe<FormSchema>({
      type: 'object',
      additionalProperties: true,
      description: 'form in the documented JSON Schema subset',
    }),
    isDemo: Type.Boolean({ description: '示例数据: must be shown as such' }),
    source: optional(200),
  },
  { title: 'Guide', additionalProperties: false },
)
export type Guide = Static<typeof Guide>

type Json = Record<string, unknown>
/** The schema with its limits upwards only: what is being written may still be empty or wrong, but never larger. */
function unfinished(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(unfinished)
  if (schema === null || typeof schema !== 'object') return schema
  const dropped = new Set(['minLength', 'pattern', 'minimum', 'minItems'])
  return Object.fromEntries(
    Object.entries(schema as Json).flatMap(([key, value]) =>
      dropped.has(key) && typeof value !== 'object' ? [] : [[key, unfinished(value)]],
    ),
  )
}
/** A guide in the making. */
export const GuideDraft = Type.Unsafe<Guide>({
  ...(unfinished(JSON.parse(JSON.stringify(Guide))) as TSchema),
  title: 'GuideDraft',
})
