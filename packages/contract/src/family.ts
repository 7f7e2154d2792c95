import { Type, type Static } from 'typebox'
import { CaseSummary } from './cases.ts'
import { Id, IdParams, Instant, LegalDate, Nullable } from './page.ts'
import { problem } from './problem.ts'

const tags = ['family']
const PersonName = Type.String({ minLength: 2, maxLength: 50 })

export const Relation = Type.Union([Type.Literal('father'), Type.Literal('mother'), Type.Literal('guardian')])
export type Relation = Static<typeof Relation>

/** Until the 14th birthday a guardian acts for a child (个人信息保护法 art. 31). */
export const WARD_AGE = 14
export const MAX_WARDS = 10
export const Ward = Type.Object(
  {
    id: Id,
    name: Type.String(),
    idNumber: Type.String({ description: 'masked' }),
    relation: Relation,
    verifiedAt: Instant,
    until: LegalDate,
    state: Type.Union([Type.Literal('active'), Type.Literal('grown'), Type.Literal('ended')]),
  },
  { title: 'Ward' },
)
export type Ward = Static<typeof Ward>

/** One person lets a member of his family follow his cases, or also file for him: some items or all, from one day to another. */
export const FamilyMandate = Type.Object(
  {
    id: Id,
    direction: Type.Union([Type.Literal('given'), Type.Literal('received')]),
    personName: Type.String({ description: 'the other side' }),
    state: Type.Union([
      Type.Literal('pending'),
      Type.Literal('active'),
      Type.Literal('not-yet'),
      Type.Literal('expired'),
      Type.Literal('ended'),
    ]),
    items: Nullable(Type.Array(Type.String())),
    validFrom: LegalDate,
    validTo: LegalDate,
    mayFile: Type.Boolean({ description: 'he may also file and act for the other, not only follow' }),
    grantedAt: Instant,
    endedAt: Nullable(Instant),
    endReason: Nullable(
      Type.Union([
        Type.Literal('revoked'),
        Type.Literal('declined'),
        Type.Literal('resigned'),
        Type.Literal('expired'),
      ]),
    ),
  },
  { title: 'FamilyMandate' },
)
export type FamilyMandate = Static<typeof FamilyMandate>

export const listWards = {
  method: 'GET',
  url: '/family/wards',
  schema: { tags, summary: '我监护的孩子', response: { 200: Type.Array(Ward, { maxItems: 50 }) } },
} as const

export const addWard = {
  method: 'PUT',
  url: '/family/wards/:id',
  schema: {
    tags,
    summary: '登记监护的孩子（未满 14 周岁），亲子或监护关系到登记机关核验；编号由客户端产生，重复发送只登记一次',
    params: IdParams,
    body: Type.Object(
      { name: PersonName, idNumber: Type.String({ minLength: 15, maxLength: 40 }), relation: Relation },
      {
        additionalProperties: false,
        examples: [{ name: '赵小宇', idNumber: '770101201506010056', relation: 'mother' }],
      },
    ),
    response: { 200: Ward },
  },
} as const

export const removeWard = {
  method: 'DELETE',
  url: '/family/wards/:id',
  schema: { tags, summary: '不再由我监护', params: IdParams, response: { 204: Type.Null() } },
} as const

export const listFamilyMandates = {
  method: 'GET',
  url: '/family/mandates',
  schema: {
    tags,
    summary: '我给家人的和家人给我的授权，含历史',
    response: { 200: Type.Array(FamilyMandate, { maxItems: 100 }) },
  },
} as const

export const grantFamilyMandate = {
  method: 'PUT',
  url: '/family/mandates/:id',
  schema: {
    tags,
    summary: '授权家人查看我的办件、也可以替我办理（编号由客户端产生，重复发送只授权一次），对方确认后生效',
    params: IdParams,
    body: Type.Object(
      {
        personName: PersonName,
        person: Type.String({ minLength: 11, maxLength: 40, description: 'mobile phone or identity number' }),
        items: Nullable(
          Type.Array(Type.String({ minLength: 1, maxLength: 100, pattern: '^[0-9A-Za-z.-]+$' }), {
            minItems: 1,
            maxItems: 50,
            uniqueItems: true,
          }),
        ),
        validFrom: LegalDate,
        validTo: LegalDate,
        mayFile: Type.Optional(Type.Boolean({ description: 'absent: false' })),
      },
      {
        additionalProperties: false,
        examples: [
          { personName: '李秀英', person: '13800770002', items: null, validFrom: '2026-11-23', validTo: '2027-11-22' },
        ],
      },
    ),
    response: { 200: FamilyMandate },
  },
} as const

export const answerFamilyMandate = {
  method: 'POST',
  url: '/family/mandates/:id/answer',
  schema: {
    tags,
    summary: '接受或不接受家人的授权',
    params: IdParams,
    body: Type.Object({ accept: Type.Boolean() }, { additionalProperties: false, examples: [{ accept: true }] }),
    response: { 200: FamilyMandate },
  },
} as const

export const endFamilyMandate = {
  method: 'DELETE',
  url: '/family/mandates/:id',
  schema: { tags, summary: '收回或放弃授权，立即生效', params: IdParams, response: { 204: Type.Null() } },
} as const

/** A person for whom one may file today. */
export const FileableRelative = Type.Object(
  {
    id: Id,
    kind: Type.Union([Type.Literal('ward'), Type.Literal('mandate')]),
    name: Type.String({ description: 'masked' }),
    idNumber: Type.String({ description: 'masked' }),
    phone: Nullable(Type.String({ description: 'masked; null: a child, whose guardian is called' })),
    items: Nullable(Type.Array(Type.String())),
  },
  { title: 'FileableRelative' },
)
export type FileableRelative = Static<typeof FileableRelative>

export const listRelatives = {
  method: 'GET',
  url: '/family/relatives',
  schema: {
    tags,
    summary: '今天我可以替谁办理：监护的孩子和授权我办事的家人，姓名和号码脱敏',
    response: { 200: Type.Array(FileableRelative, { maxItems: 100 }) },
  },
} as const

export const listFamilyCases = {
  method: 'GET',
  url: '/family/mandates/:id/cases',
  schema: {
    tags,
    summary: '家人授权我查看的办件，最近的 50 件',
    params: IdParams,
    response: { 200: Type.Array(CaseSummary, { maxItems: 50 }) },
  },
} as const

export const NotAMinor = problem('family:not-a-minor', 409, '孩子已满 14 周岁，请由本人注册办理')
export const RelationUnproven = problem(
  'family:relation-unproven',
  422,
  '登记机关没有查到您和孩子的监护关系，请核对后重填，或带户口簿到窗口办理',
)
export const FamilyRegistryUnavailable = problem(
  'family:registry-unavailable',
  503,
  '登记机关暂时没有回应，请稍后再试，也可以到窗口办理',
)
export const WardRepeated = problem('family:ward-repeated', 409, '这个孩子已经登记过了')
export const TooManyWards = problem('family:too-many-wards', 409, '最多登记 10 个孩子')
export const TooManyTries = problem('family:too-many-tries', 429, '今天核验的次数太多，请明天再试或到窗口办理')
export const WardNotFound = problem('family:ward-not-found', 404, '没有找到这条记录')
export const FamilyMandateNotFound = problem('family:mandate-not-found', 404, '没有找到这份授权，或者它已经结束')
export const FamilyMandateAnswered = problem('family:mandate-answered', 409, '这份授权已经处理过了')
export const FamilyMandateRepeated = problem('family:mandate-repeated', 409, '您已经给过这位家人授权，请先收回')
export const FamilyMandateIdTaken = problem('family:mandate-id-taken', 409, '这份授权已经发出过，内容不同，请重新填写')
export const KinshipEnded = problem(
  'family:kinship-ended',
  403,
  '您现在不能替这位家人办理：授权或监护关系已经结束。家人可以本人办理，或者重新授权给您',
)
export const NotToOneself = problem('family:not-to-oneself', 409, '不用给自己授权')
export const BadFamilyDates = problem('family:bad-dates', 400, '授权期限不正确，请检查开始和结束日期')
export const TooManyFamilyMandates = problem('family:too-many-mandates', 409, '给家人的授权最多 20 份，请先收回不用的')
