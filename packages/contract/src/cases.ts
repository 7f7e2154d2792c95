import { Type, type Static } from 'typebox'
import { caseActions, caseStatuses, type CaseAction as Action, type CaseStatus as Status } from '@zhengtong/domain/flow'
import type { FormSchema } from '@zhengtong/domain/form-rules'
import { StoredFile } from './files.ts'
import { TimeUnit } from './guide.ts'
import { MOST_MARKS, NoticeMark } from './marks.ts'
import { Id, IdParams, Instant, LegalDate, Nullable, Page, PageQuery } from './page.ts'

export const CaseStatus = Type.Unsafe<Status>({ type: 'string', enum: [...caseStatuses] })
export type CaseStatus = Status

export const CaseAction = Type.Unsafe<Action>({ type: 'string', enum: Object.keys(caseActions) })
export type CaseAction = Action

export const FormValue = Type.Record(Type.String({ maxLength: 60 }), Type.Unknown(), { maxProperties: 200 })
export const MaterialFiles = Type.Array(
  Type.Object(
    { materialId: Type.String({ maxLength: 40 }), fileIds: Type.Array(Id, { maxItems: 20, uniqueItems: true }) },
    { additionalProperties: false },
  ),
  { maxItems: 100 },
)

/** What a draft and a submission have in common. */
export const application = {
  onBehalfOf: Type.Optional(
    Nullable(Id, {
      description: 'whom the form was filled in for: null oneself, else an organisation; another is refused',
    }),
  ),
  forRelative: Type.Optional(
    Nullable(Id, {
      description: 'the ward or family mandate under which it is filed for a relative; null or absent: for oneself',
    }),
  ),
  itemCode: Type.String({ maxLength: 100 }),
  itemVersion: Type.Integer({ minimum: 1 }),
  form: FormValue,
  materials: MaterialFiles,
  owed: Type.Optional(
    Type.Array(Type.String({ maxLength: 40 }), {
      maxItems: 20,
      uniqueItems: true,
      description: '容缺：required materials promised for later, where the guide allows it',
    }),
  ),
}

/** An application; `id` is made by the client (UUIDv7) and makes the submission idempotent. */
export const CaseSubmission = Type.Object(
  {
    id: Id,
    ...application,
    receivedBy: Type.Optional(
      Nullable(Type.String({ maxLength: 18 }), {
        description:
          '异地代收：code of the agency where it is handed in, one that the guide names; null: the deciding one',
      }),
    ),
  },
  {
    title: 'CaseSubmission',
    additionalProperties: false,
    examples: [
      {
        id: '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60',
        itemCode: '11770101MB0000000G4772009007001',
        itemVersion: 1,
        form: { applicantName: '张三', phone: '13800770001', purpose: 'job' },
        materials: [{ materialId: 'id-card', fileIds: ['0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f61'] }],
      },
    ],
  },
)
export type CaseSubmission = Static<typeof CaseSubmission>

/** How a due date came about, day by day: shown in plain words and in full. */
export const DueDate = Type.Object(
  {
    date: LegalDate,
    provisional: Type.Boolean({ description: 'true past the published calendar: shown as 预计' }),
    limit: Type.Object({ amount: Type.Integer(), unit: TimeUnit }),
    from: LegalDate,
    left: Type.Integer({ description: 'working days after today up to the due day; negative when overdue' }),
    colour: Type.Union([Type.Literal('green'), Type.Literal('yellow'), Type.Literal('red'), Type.Literal('done')]),
    summary: Type.String({ description: 'one sentence, e.g. 从 11月24日 起算 5 个工作日，跳过 2 个休息日' }),
    days: Type.Array(Type.Object({ date: LegalDate, counts: Type.Boolean(), why: Type.String() })),
  },
  { title: 'DueDate' },
)
export type DueDate = Static<typeof DueDate>

export const Receipt = Type.Object(
  {
    id: Id,
    caseNumber: Type.String(),
    queryCode: Type.String({ description: '13 digits, easy to type; finds the progress' }),
    itemName: Type.String(),
    agencyName: Type.String(),
    submittedAt: Instant,
    receivedOn: LegalDate,
    noticeDueOn: LegalDate,
    promisedOn: Nullable(
      Type.String({
        description: 'the day a decision is promised for if accepted at once; provisional until acceptance',
      }),
    ),
    next: Type.String({ description: 'what happens next, in plain words' }),
  },
  { title: 'Receipt' },
)
export type Receipt = Static<typeof Receipt>

/** A case that one person filed for a relative; names masked. */
export const ProxyFiling = Type.Object(
  {
    agent: Type.String({ description: 'who filed it' }),
    subject: Type.String({ description: 'for whom' }),
    isMine: Type.Boolean({ description: 'whoever looks filed it; else he is the one it is for' }),
  },
  { title: 'ProxyFiling' },
)
export type ProxyFiling = Static<typeof ProxyFiling>

/** The bundle (一件事) that a case is part of. */
export const BundleName = Type.Object({
  id: Id,
  name: Type.String(),
  subject: Nullable(Type.String(), { description: 'whom it is about, when not the applicant; name masked' }),
})

export const CaseSummary = Type.Object(
  {
    id: Id,
    caseNumber: Type.String(),
    itemName: Type.String(),
    agencyName: Type.String(),
    status: CaseStatus,
    statusLabel: Type.String(),
    step: Type.Integer({ description: 'of 4: submitted, accepted, reviewed, decided' }),
    submittedAt: Instant,
    updatedAt: Instant,
    dueOn: Nullable(LegalDate),
    dueColour: Nullable(Type.String()),
    proxy: Nullable(ProxyFiling),
    bundle: Nullable(BundleName),
    isDone: Type.Boolean({ description: 'nothing follows' }),
    needsMe: Type.Boolean({ description: 'waits for something from the applicant' }),
  },
  { title: 'CaseSummary' },
)
export type CaseSummary = Static<typeof CaseSummary>

export const TimelineRow = Type.Object({
  at: Instant,
  title: Type.String({ description: 'what happened, e.g. 已受理' }),
  by: Type.String({ description: 'who: 申请人, agency, or an officer to officers' }),
  note: Nullable(Type.String()),
})

const request = {
  materialId: Nullable(Type.String({ maxLength: 40 }), { description: 'of the guide; null: the form, or `beyond` it' }),
  what: Type.String({ minLength: 2, maxLength: 500 }),
  beyond: Type.Optional(
    Type.Object(
      {
        name: Type.String({ minLength: 2, maxLength: 100, description: 'of the material' }),
        reason: Type.String({ minLength: 2, maxLength: 500, description: 'why it is needed; the applicant reads it' }),
      },
      { additionalProperties: false, description: '突破指南：a material that the guide does not name' },
    ),
  ),
}
/** What a notice asks for, with the places on the files that it is about. */
export const SupplementRequest = Type.Object({ ...request, marks: Type.Optional(Type.Array(NoticeMark)) })
/** The same as an officer sends it: the marks by their ids. */
export const SupplementWish = Type.Object({
  ...request,
  markIds: Type.Optional(Type.Array(Id, { maxItems: MOST_MARKS, uniqueItems: true })),
})
export type SupplementWish = Static<typeof SupplementWish>

export const CaseMaterial = Type.Object({
  materialId: Type.String(),
  name: Type.String(),
  required: Type.Boolean(),
  files: Type.Array(Type.Object({ ...StoredFile.properties, supplemented: Type.Boolean() })),
  result: Nullable(
    Type.Object({ itemName: Type.String(), resultName: Type.String(), resultNumber: Nullable(Type.String()) }),
    {
      description:
        'the result of an earlier item of the same bundle that serves as this material; an identity number masked',
    },
  ),
})

/** What applicant and officers both see of a case. */
export const caseElements = {
  id: Id,
  caseNumber: Type.String(),
  queryCode: Type.String(),
  itemCode: Type.String(),
  itemVersion: Type.Integer(),
  itemName: Type.String(),
  agencyName: Type.String(),
  receivingAgencyName: Nullable(Type.String(), {
    description: 'where it was handed in, if not at the deciding agency',
  }),
  regionName: Type.String(),
  status: CaseStatus,
  statusLabel: Type.String(),
  isDone: Type.Boolean({ description: 'nothing follows' }),
  step: Type.Integer(),
  version: Type.Integer({ description: 'goes up with every act; send it back with yours' }),
  submittedAt: Instant,
  receivedOn: LegalDate,
  noticeDue: Nullable(DueDate),
  legalDue: Nullable(DueDate),
  promiseDue: Nullable(DueDate),
  formSchema: Type.Unsafe<FormSchema>({ type: 'object', additionalProperties: true }),
  form: Type.Record(Type.String(), Type.Unknown()),
  materials: Type.Array(CaseMaterial),
  supplement: Nullable(
    Type.Object({
      requests: Type.Array(SupplementRequest),
      requestedAt: Instant,
      dueOn: LegalDate,
      answeredAt: Nullable(Instant),
      objection: Nullable(Type.Object({ words: Type.String(), at: Instant }), {
        description: 'of the applicant, against what the guide does not name',
      }),
    }),
  ),
  refusal: Nullable(Type.Object({ reason: Type.String(), remedies: Type.String() })),
  decision: Nullable(
    Type.Object({
      granted: Type.Boolean(),
      decidedOn: LegalDate,
      reason: Nullable(Type.String()),
      remedies: Nullable(Type.String()),
      resultName: Nullable(Type.String()),
      resultNumber: Nullable(Type.String()),
      validUntil: Nullable(LegalDate),
    }),
  ),
  dues: Type.Array(Type.Object({ kind: Type.String(), title: Type.String(), ...DueDate.properties }), {
    description: 'running clocks besides receipt and decision: supplement, special procedure, delivery, check',
  }),
  special: Nullable(
    Type.Object({
      name: Type.String(),
      reason: Type.String(),
      startedOn: LegalDate,
      endedOn: Nullable(LegalDate),
      result: Nullable(Type.String()),
    }),
    { description: 'the special procedure that runs or ran last' },
  ),
  owed: Nullable(
    Type.Object({
      materials: Type.Array(Type.Object({ materialId: Type.String(), name: Type.String() })),
      dueOn: Nullable(LegalDate),
      handedInAt: Nullable(Instant),
    }),
    { description: '容缺：what the applicant promised to hand in later' },
  ),
  fee: Nullable(
    Type.Object({
      amount: Type.Integer({ description: '分' }),
      items: Type.Array(Type.Object({ name: Type.String(), amount: Type.Integer() })),
      dueOn: LegalDate,
      paidAt: Nullable(Instant),
      receiptNumber: Nullable(Type.String()),
      waiver: Nullable(Type.Object({ reason: Type.String(), basis: Type.String() })),
    }),
    { description: 'due before the decision' },
  ),
  delivery: Nullable(
    Type.Object({
      method: Type.Union([Type.Literal('window'), Type.Literal('post')]),
      proof: Type.String(),
      deliveredOn: LegalDate,
    }),
  ),
  bundle: Nullable(BundleName),
  timeline: Type.Array(TimelineRow),
  actions: Type.Array(CaseAction, { description: 'what this person may do now' }),
}

export const CaseDetail = Type.Object(
  {
    ...caseElements,
    organisationName: Nullable(Type.String(), { description: 'the organisation it was applied for; null: oneself' }),
    proxy: Nullable(ProxyFiling),
    next: Type.String({ description: 'what happens next, in plain words' }),
  },
  { title: 'CaseDetail' },
)
export type CaseDetail = Static<typeof CaseDetail>

const tags = ['cases']

export const submitCase = {
  method: 'POST',
  url: '/cases',
  schema: {
    tags,
    summary: '提交申请。同一编号、同一内容重复提交，得到第一次的回执；同一编号、不同内容会被拒绝',
    body: CaseSubmission,
    response: { 201: Receipt },
  },
} as const

export const listCases = {
  method: 'GET',
  url: '/cases',
  schema: {
    tags,
    summary: '我的办件，最近的在前',
    querystring: Type.Object({
      state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('done')])),
      ...PageQuery,
    }),
    response: { 200: Page(CaseSummary) },
  },
} as const

export const getCase = {
  method: 'GET',
  url: '/cases/:id',
  schema: { tags, summary: '我的一个办件', params: IdParams, response: { 200: CaseDetail } },
} as const

export const getOwnCaseFile = {
  method: 'GET',
  url: '/cases/:id/files/:fileId',
  schema: {
    tags,
    summary: '我的办件里的一个文件，包括家人代我提交的',
    params: Type.Object({ id: Id, fileId: Id }),
    response: { 200: Type.Unsafe<Blob>({ type: 'string', format: 'binary' }) },
  },
} as const

/** Every act names itself (idempotent) and the version of the case it was decided on. */
export const Act = { actId: Id, version: Type.Integer({ minimum: 1 }) }
