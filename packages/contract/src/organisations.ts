import { Type, type Static } from 'typebox'
import { Id, IdParams, Instant, LegalDate, Nullable } from './page.ts'
import { problem } from './problem.ts'

/** Registration state (登记状态): in business 存续, cancelled 注销, licence revoked 吊销. */
export const OrganisationStatus = Type.Union([
  Type.Literal('active'),
  Type.Literal('cancelled'),
  Type.Literal('revoked'),
])
export type OrganisationStatus = Static<typeof OrganisationStatus>

export const MandateRole = Type.Union([Type.Literal('representative'), Type.Literal('agent')])
export type MandateRole = Static<typeof MandateRole>

export const EndReason = Type.Union([
  Type.Literal('revoked'),
  Type.Literal('declined'),
  Type.Literal('resigned'),
  Type.Literal('expired'),
  Type.Literal('representative-changed'),
  Type.Literal('organisation-closed'),
])
export type EndReason = Static<typeof EndReason>

const OrgCodeText = Type.String({ minLength: 18, maxLength: 40, examples: ['91770101MA0000007U'] })
const ItemCodes = Type.Array(Type.String({ minLength: 1, maxLength: 100, pattern: '^[0-9A-Za-z.-]+$' }), {
  minItems: 1,
  maxItems: 50,
  uniqueItems: true,
})

/** Who may act for an organisation, in what and from when to when (委托授权). The representative's has no end. */
export const Mandate = Type.Object(
  {
    id: Id,
    organisationId: Id,
    organisationName: Type.String(),
    organisationCode: Type.String(),
    representativeName: Type.String(),
    role: MandateRole,
    personName: Type.String(),
    state: Type.Union([
      Type.Literal('pending'),
      Type.Literal('active'),
      Type.Literal('not-yet'),
      Type.Literal('expired'),
      Type.Literal('ended'),
    ]),
    items: Nullable(Type.Array(Type.String()), { description: 'item codes; null: all items' }),
    validFrom: LegalDate,
    validTo: Nullable(LegalDate),
    maySign: Type.Boolean({ description: 'he may submit, supplement and withdraw; else he prepares only' }),
    grantedAt: Instant,
    confirmedAt: Nullable(Instant),
    endedAt: Nullable(Instant),
    endReason: Nullable(EndReason),
    isMine: Type.Boolean({ description: 'the reader is the one who acts under it' }),
  },
  { title: 'Mandate' },
)
export type Mandate = Static<typeof Mandate>

export const Organisation = Type.Object(
  {
    id: Id,
    code: Type.String(),
    name: Type.String(),
    type: Type.String(),
    status: OrganisationStatus,
    representativeName: Type.String(),
    checkedAt: Instant,
    role: MandateRole,
  },
  { title: 'Organisation' },
)
export type Organisation = Static<typeof Organisation>

/** On whose behalf the session acts: the person himself, or one organisation under one mandate. */
export const CurrentIdentity = Type.Object(
  {
    personName: Type.String(),
    current: Nullable(Mandate, { description: 'null: the person himself' }),
    signers: Type.Array(Type.String(), {
      description: 'who may submit for the current organisation, in plain words; the names of agents masked',
      maxItems: 10,
    }),
    ended: Type.Boolean({ description: 'the mandate it acted under has ended: switch back to oneself' }),
    available: Type.Array(Mandate, { maxItems: 100 }),
  },
  { title: 'CurrentIdentity' },
)
export type CurrentIdentity = Static<typeof CurrentIdentity>

const tags = ['organisations']

export const registerOrganisation = {
  method: 'POST',
  url: '/organisations',
  schema: {
    tags,
    summary: '登记企业或组织：向登记机关读取登记信息，只有法定代表人本人可以办理。重复办理得到同一结果',
    body: Type.Object(
      { code: OrgCodeText },
      { additionalProperties: false, examples: [{ code: '91770101MA0000007U' }] },
    ),
    response: { 201: Organisation },
  },
} as const

export const listOrganisations = {
  method: 'GET',
  url: '/organisations',
  schema: { tags, summary: '我可以代表或代办的企业', response: { 200: Type.Array(Organisation, { maxItems: 100 }) } },
} as const

export const refreshOrganisation = {
  method: 'POST',
  url: '/organisations/:id/registry-check',
  schema: {
    tags,
    summary: '刷新登记信息。法定代表人或登记状态有变化时，原有权限立即失效',
    params: IdParams,
    response: { 200: Organisation },
  },
} as const

export const listMandates = {
  method: 'GET',
  url: '/organisations/:id/mandates',
  schema: {
    tags,
    summary: '一家企业的授权和历史：法定代表人看全部，经办人看自己的',
    params: IdParams,
    response: { 200: Type.Array(Mandate, { maxItems: 200 }) },
  },
} as const

export const listInvitations = {
  method: 'GET',
  url: '/mandates/invitations',
  schema: { tags, summary: '等我确认的授权', response: { 200: Type.Array(Mandate, { maxItems: 50 }) } },
} as const

export const grantMandate = {
  method: 'PUT',
  url: '/organisations/:id/mandates/:mandateId',
  schema: {
    tags,
    summary: '授权经办人（编号由客户端产生，重复发送只授权一次）。对方确认后生效，不能转授权',
    params: Type.Object({ id: Id, mandateId: Id }),
    body: Type.Object(
      {
        personName: Type.String({ minLength: 2, maxLength: 50 }),
        person: Type.String({ minLength: 11, maxLength: 40, description: 'mobile phone or identity number' }),
        items: Nullable(ItemCodes),
        validFrom: LegalDate,
        validTo: LegalDate,
        maySign: Type.Boolean(),
      },
      {
        additionalProperties: false,
        examples: [
          {
            personName: '李秀英',
            person: '13800770002',
            items: null,
            validFrom: '2026-11-23',
            validTo: '2027-11-22',
            maySign: false,
          },
        ],
      },
    ),
    response: { 200: Mandate },
  },
} as const

export const answerMandate = {
  method: 'POST',
  url: '/mandates/:id/answer',
  schema: {
    tags,
    summary: '接受或不接受授权',
    params: IdParams,
    body: Type.Object({ accept: Type.Boolean() }, { additionalProperties: false, examples: [{ accept: true }] }),
    response: { 200: Mandate },
  },
} as const

export const endMandate = {
  method: 'DELETE',
  url: '/mandates/:id',
  schema: {
    tags,
    summary: '收回授权（法定代表人）或放弃授权（经办人），立即生效',
    params: IdParams,
    response: { 204: Type.Null() },
  },
} as const

export const endSigning = {
  method: 'DELETE',
  url: '/mandates/:id/signing',
  schema: {
    tags,
    summary: '不再让经办人提交和撤回，只能填写，立即生效（法定代表人）',
    params: IdParams,
    response: { 200: Mandate },
  },
} as const

export const getCurrentIdentity = {
  method: 'GET',
  url: '/identity/current',
  schema: { tags, summary: '当前身份和可以切换的身份', response: { 200: CurrentIdentity } },
} as const

export const switchIdentity = {
  method: 'POST',
  url: '/identity/current',
  schema: {
    tags,
    summary: '切换身份：mandateId 为空表示本人',
    body: Type.Object(
      { mandateId: Nullable(Id) },
      { additionalProperties: false, examples: [{ mandateId: '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60' }] },
    ),
    response: { 200: CurrentIdentity },
  },
} as const

export const BadOrgCode = problem('organisations:bad-code', 400, '统一社会信用代码不正确，请核对后重新填写')
export const OrganisationUnknown = problem(
  'organisations:unknown',
  422,
  '登记机关没有查到这家企业，请核对统一社会信用代码',
)
export const NotRepresentative = problem(
  'organisations:not-representative',
  403,
  '只有法定代表人本人可以办理，请由法定代表人登录后操作',
)
export const OrganisationClosed = problem('organisations:closed', 409, '这家企业已注销或被吊销，不能再以它的名义办事')
export const OrganisationNotFound = problem('organisations:not-found', 404, '没有找到这家企业')
export const RegistryUnavailable = problem(
  'organisations:registry-unavailable',
  503,
  '登记机关暂时没有回应，请稍后再试，您填写的内容不会丢失',
)
export const LevelTooLow = problem('organisations:level-too-low', 403, '请先完成实名认证，再登记企业')
export const TooManyLookups = problem('organisations:too-many', 429, '今天查询企业的次数太多，请明天再试')
export const BadMandateDates = problem('organisations:bad-dates', 400, '授权期限不正确，请检查开始和结束日期')
export const OwnMandate = problem('organisations:own-mandate', 409, '您是法定代表人，不用给自己授权')
export const TooManyMandates = problem('organisations:too-many-mandates', 409, '授权最多 50 份，请先收回不用的授权')
export const MandateNotFound = problem('organisations:mandate-not-found', 404, '没有找到这份授权')
export const MandateIdTaken = problem('organisations:mandate-id-taken', 409, '这份授权已经发出过，内容不同，请重新填写')
export const MandateRepeated = problem(
  'organisations:mandate-repeated',
  409,
  '这位经办人已经有这家企业的授权，请先收回',
)
export const MandateAnswered = problem('organisations:mandate-answered', 409, '这份授权已经处理过了')
export const MandateEnded = problem(
  'organisations:mandate-ended',
  403,
  '您为这家企业办事的权限已经结束，请切换回本人身份',
)
export const MayNotSign = problem(
  'organisations:may-not-sign',
  403,
  '企业给您的授权只能填写，不能提交或撤回，请法定代表人或有提交权的经办人办理',
)
export const OutOfScope = problem('organisations:out-of-scope', 403, '您的授权不包括这个事项，请联系企业的法定代表人')
