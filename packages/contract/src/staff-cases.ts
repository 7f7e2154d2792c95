import { Type, type Static } from 'typebox'
import { Act, caseElements, SupplementWish, TimelineRow } from './cases.ts'
import { Fee, Material } from './guide.ts'
import { Id, IdParams, Instant, LegalDate, Nullable } from './page.ts'

export const Handler = Type.Object({ id: Id, name: Type.String() }, { title: 'Handler' })
export const AssignmentKind = Type.Union([Type.Literal('claim'), Type.Literal('release'), Type.Literal('transfer')])
export type AssignmentKind = Static<typeof AssignmentKind>

export const Opinion = Type.Object(
  {
    agencyName: Type.String(),
    question: Type.String(),
    askedAt: Instant,
    dueOn: LegalDate,
    answer: Nullable(Type.Union([Type.Literal('agree'), Type.Literal('disagree')])),
    words: Nullable(Type.String()),
    officerName: Nullable(Type.String()),
    answeredAt: Nullable(Instant),
    isLate: Type.Boolean({ description: 'no answer in time' }),
  },
  { title: 'Opinion' },
)
export type Opinion = Static<typeof Opinion>

/** The case as an officer sees it. */
export const StaffCase = Type.Object(
  {
    ...caseElements,
    applicant: Type.Object({
      organisation: Nullable(
        Type.Object({ name: Type.String(), code: Type.String(), representativeName: Type.String() }),
        { description: 'the organisation that applies; the person is then the one who acts for it' },
      ),
      name: Type.String(),
      idNumber: Type.String({ description: 'masked' }),
      phone: Nullable(Type.String()),
    }),
    agent: Nullable(
      Type.Object({
        name: Type.String({ description: 'masked' }),
        idNumber: Type.String({ description: 'masked' }),
        phone: Nullable(Type.String()),
        kinship: Type.Union([Type.Literal('ward'), Type.Literal('mandate')], {
          description: 'a guardian for a child, or a relative under a family mandate',
        }),
      }),
      { description: 'who filed it for the applicant, a member of his family' },
    ),
    guideMaterials: Type.Array(Material),
    opinions: Type.Array(Opinion, { description: '会办：what the lead asked other agencies, and what they said' }),
    jointAgencies: Type.Array(Type.String(), { description: 'agencies that the guide names for an opinion' }),
    fees: Type.Array(Fee, { description: 'that the guide names' }),
    masked: Type.Array(
      Type.Object({
        field: Type.String(),
        title: Type.String(),
        allowed: Type.Boolean({ description: 'the clearance of this officer covers it' }),
      }),
      { description: 'what is masked and may be shown in clear, with a reason' },
    ),
    handler: Nullable(Handler, { description: 'who has taken the present step (经办人); null: nobody yet' }),
    assignment: Type.Array(AssignmentKind, { description: 'what this officer may do about who handles it' }),
    handlings: Type.Array(TimelineRow, { description: 'who had it when' }),
    idle: Type.String({ description: 'what to say when there is nothing to do' }),
    specialKinds: Type.Array(Type.String(), { description: 'special procedures that the guide lists' }),
    proposal: Nullable(
      Type.Object({
        kind: Type.Union([Type.Literal('suspension'), Type.Literal('extension')]),
        special: Nullable(Type.String()),
        days: Type.Integer(),
        reason: Type.String(),
        officerName: Type.String(),
        at: Instant,
      }),
      { description: 'waits for the head of the agency' },
    ),
    whyNot: Type.Record(Type.String(), Type.String(), {
      description: 'action -> why this officer may not, in plain words',
    }),
  },
  { title: 'StaffCase' },
)
export type StaffCase = Static<typeof StaffCase>

const staffTags = ['staff']

export const getStaffCase = {
  method: 'GET',
  url: '/staff/cases/:id',
  schema: {
    tags: staffTags,
    summary: '一个办件的全部内容和当前可做的操作',
    params: IdParams,
    response: { 200: StaffCase },
  },
} as const

export const SameApplicantCase = Type.Object(
  {
    id: Id,
    caseNumber: Type.String(),
    itemName: Type.String(),
    statusLabel: Type.String(),
    submittedAt: Instant,
    isOpen: Type.Boolean(),
    isSameItem: Type.Boolean({ description: 'open and of the same item: perhaps applied for twice' }),
  },
  { title: 'SameApplicantCase' },
)
export type SameApplicantCase = Static<typeof SameApplicantCase>

export const listSameApplicant = {
  method: 'GET',
  url: '/staff/cases/:id/same-applicant',
  schema: {
    tags: staffTags,
    summary: '同一申请人的其他办件（权限范围内，最近 10 件）',
    params: IdParams,
    response: { 200: Type.Array(SameApplicantCase, { maxItems: 10 }) },
  },
} as const

export const getCaseFile = {
  method: 'GET',
  url: '/staff/cases/:id/files/:fileId',
  schema: {
    tags: staffTags,
    summary: '查看办件材料',
    params: Type.Object({ id: Id, fileId: Id }),
    response: { 200: Type.Unsafe<Blob>({ type: 'string', format: 'binary' }) },
  },
} as const

export const unmaskField = {
  method: 'POST',
  url: '/staff/cases/:id/unmaskings',
  schema: {
    tags: staffTags,
    summary: '查看一项完整内容，须写明理由，记入审计',
    params: IdParams,
    body: Type.Object(
      { field: Type.String({ minLength: 1, maxLength: 100 }), reason: Type.String({ minLength: 4, maxLength: 500 }) },
      { additionalProperties: false, examples: [{ field: 'applicant.phone', reason: '电话核实材料' }] },
    ),
    response: { 200: Type.Object({ value: Type.String() }) },
  },
} as const

/** Of an act: a reason, an opinion. */
export const Words = Type.String({ minLength: 2, maxLength: 2000 })
export const staffAct = { tags: staffTags, params: IdParams, response: { 200: StaffCase } } as const

export const acceptCase = {
  method: 'POST',
  url: '/staff/cases/:id/acceptance',
  schema: {
    ...staffAct,
    summary: '受理',
    body: Type.Object({ ...Act, opinion: Type.Optional(Words) }, { additionalProperties: false }),
  },
} as const

/** 行政许可法 art. 32: no licence needed; not this organ's business (say whose); other lawful grounds. */
export const RefusalGround = Type.Union([
  Type.Literal('not-needed'),
  Type.Literal('not-competent'),
  Type.Literal('other'),
])
export type RefusalGround = Static<typeof RefusalGround>

export const refuseCase = {
  method: 'POST',
  url: '/staff/cases/:id/refusal',
  schema: {
    ...staffAct,
    summary: '不予受理，须写明理由',
    body: Type.Object({ ...Act, ground: RefusalGround, reason: Words }, { additionalProperties: false }),
  },
} as const

export const requestSupplement = {
  method: 'POST',
  url: '/staff/cases/:id/supplement-notice',
  schema: {
    ...staffAct,
    summary: '一次性告知需要补正的全部内容（只能一次）',
    body: Type.Object(
      { ...Act, requests: Type.Array(SupplementWish, { minItems: 1, maxItems: 50 }) },
      { additionalProperties: false },
    ),
  },
} as const

export const reviewCase = {
  method: 'POST',
  url: '/staff/cases/:id/review',
  schema: {
    ...staffAct,
    summary: '提出审查意见',
    body: Type.Object(
      { ...Act, conclusion: Type.Union([Type.Literal('grant'), Type.Literal('deny')]), opinion: Words },
      { additionalProperties: false },
    ),
  },
} as const

export const returnCase = {
  method: 'POST',
  url: '/staff/cases/:id/return',
  schema: {
    ...staffAct,
    summary: '退回重新审查',
    body: Type.Object({ ...Act, opinion: Words }, { additionalProperties: false }),
  },
} as const

export const grantCase = {
  method: 'POST',
  url: '/staff/cases/:id/grant',
  schema: {
    ...staffAct,
    summary: '准予',
    body: Type.Object(
      {
        ...Act,
        opinion: Type.Optional(Words),
        resultNumber: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
        validUntil: Type.Optional(LegalDate),
      },
      { additionalProperties: false },
    ),
  },
} as const

export const denyCase = {
  method: 'POST',
  url: '/staff/cases/:id/denial',
  schema: {
    ...staffAct,
    summary: '不予准予，须写明理由；救济途径由系统附上',
    body: Type.Object({ ...Act, reason: Words }, { additionalProperties: false }),
  },
} as const

/** An act that needs nothing but a reason. */
const reasoned = (url: string, summary: string) =>
  ({
    method: 'POST',
    url,
    schema: { ...staffAct, summary, body: Type.Object({ ...Act, reason: Words }, { additionalProperties: false }) },
  }) as const

export const preReturnCase = {
  method: 'POST',
  url: '/staff/cases/:id/pre-return',
  schema: {
    ...staffAct,
    summary: '预审退回：受理之前请申请人修改，须一次列明',
    body: Type.Object(
      { ...Act, requests: Type.Array(SupplementWish, { minItems: 1, maxItems: 50 }) },
      { additionalProperties: false },
    ),
  },
} as const

const Workdays = Type.Integer({ minimum: 1, maximum: 365, description: 'working days' })

export const proposeSuspension = {
  method: 'POST',
  url: '/staff/cases/:id/suspension-proposal',
  schema: {
    ...staffAct,
    summary: '申请启动特别程序（办事指南列明的），由负责人批准',
    body: Type.Object(
      { ...Act, special: Type.String({ minLength: 1, maxLength: 100 }), days: Workdays, reason: Words },
      { additionalProperties: false },
    ),
  },
} as const

export const proposeExtension = {
  method: 'POST',
  url: '/staff/cases/:id/extension-proposal',
  schema: {
    ...staffAct,
    summary: '申请延长办理期限（一次），由负责人批准',
    body: Type.Object({ ...Act, days: Workdays, reason: Words }, { additionalProperties: false }),
  },
} as const

export const approveProposal = {
  method: 'POST',
  url: '/staff/cases/:id/proposal-approval',
  schema: {
    ...staffAct,
    summary: '批准特别程序或延期',
    body: Type.Object(
      { ...Act, kind: Type.Union([Type.Literal('suspension'), Type.Literal('extension')]) },
      { additionalProperties: false },
    ),
  },
} as const

export const rejectProposal = reasoned('/staff/cases/:id/proposal-rejection', '不同意特别程序或延期的申请')

export const resumeCase = {
  method: 'POST',
  url: '/staff/cases/:id/resumption',
  schema: {
    ...staffAct,
    summary: '特别程序结束，写明结果',
    body: Type.Object({ ...Act, result: Words }, { additionalProperties: false }),
  },
} as const

export const terminateCase = reasoned('/staff/cases/:id/termination', '终止办理，须写明理由')

export const deliverCase = {
  method: 'POST',
  url: '/staff/cases/:id/delivery',
  schema: {
    ...staffAct,
    summary: '登记结果送达：窗口领取人，或邮寄单号',
    body: Type.Object(
      {
        ...Act,
        method: Type.Union([Type.Literal('window'), Type.Literal('post')]),
        proof: Type.String({ minLength: 2, maxLength: 100 }),
      },
      { additionalProperties: false },
    ),
  },
} as const

export const confirmPromise = {
  method: 'POST',
  url: '/staff/cases/:id/promise-confirmation',
  schema: {
    ...staffAct,
    summary: '告知承诺核查通过',
    body: Type.Object({ ...Act, opinion: Words }, { additionalProperties: false }),
  },
} as const

export const revokeDecision = reasoned('/staff/cases/:id/revocation', '告知承诺核查不实，撤销决定')
