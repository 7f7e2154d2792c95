import { Type, type Static } from 'typebox'
import { problem } from './problem.ts'
import { Id, IdParams, Instant, LegalDate, Nullable, Page, PageQuery } from './page.ts'

const tags = ['audit']

export const AuditEvent = Type.Object(
  {
    id: Id,
    type: Type.String(),
    title: Type.String({ description: 'the type in plain words' }),
    subject: Type.Record(Type.String(), Type.Unknown(), { description: 'ids only' }),
    actorKind: Type.String(),
    actorId: Type.String(),
    actorName: Nullable(Type.String({ description: 'of staff' })),
    onBehalfOf: Nullable(Type.String()),
    mandateId: Nullable(Type.String()),
    requestId: Type.String(),
    at: Instant,
    place: Nullable(Type.String({ description: 'masked address' })),
    result: Type.Union([Type.Literal('done'), Type.Literal('refused')]),
    sealed: Type.Boolean(),
  },
  { title: 'AuditEvent' },
)
export type AuditEvent = Static<typeof AuditEvent>

const Fault = Type.Object({
  stream: Type.String(),
  what: Type.String(),
  eventId: Nullable(Type.String()),
  at: Nullable(Type.String()),
})

export const Verification = Type.Object(
  { at: Instant, links: Type.Integer(), checkpoints: Type.Integer(), fault: Nullable(Fault) },
  { title: 'Verification' },
)
export type Verification = Static<typeof Verification>

export const AuditAlarm = Type.Object(
  {
    kind: Type.Unsafe<'sealing' | 'signing' | 'malware' | 'scanner'>({
      type: 'string',
      enum: ['sealing', 'signing', 'malware', 'scanner'],
    }),
    title: Type.String(),
    since: Instant,
  },
  { title: 'AuditAlarm' },
)
export type AuditAlarm = Static<typeof AuditAlarm>

export const AuditState = Type.Object(
  {
    chains: Type.Array(
      Type.Object({
        stream: Type.String(),
        title: Type.String(),
        links: Type.Integer(),
        lastDay: LegalDate,
        signedTo: Nullable(LegalDate),
      }),
      { maxItems: 1000 },
    ),
    unsealed: Type.Integer({ description: 'events that wait for the next sealing, counted up to 1,000' }),
    last: Nullable(Verification),
    alarms: Type.Array(AuditAlarm, { maxItems: 2, description: 'what is late' }),
    archives: Type.Array(Type.Object({ month: Type.String(), events: Type.Integer(), detachedAt: Instant }), {
      maxItems: 1200,
      description: 'months whose events are kept as signed files',
    }),
    retentionMonths: Type.Integer(),
  },
  { title: 'AuditState' },
)
export type AuditState = Static<typeof AuditState>

export const Anomaly = Type.Object(
  {
    rule: Type.String(),
    title: Type.String(),
    who: Type.String(),
    count: Type.Integer(),
    firstAt: Instant,
    lastAt: Instant,
  },
  { title: 'Anomaly' },
)
export type Anomaly = Static<typeof Anomaly>

export const listEvents = {
  method: 'GET',
  url: '/audit/events',
  schema: {
    tags,
    summary: '审计记录，新的在前',
    querystring: Type.Object({
      type: Type.Optional(Type.String({ maxLength: 60 })),
      actorId: Type.Optional(Type.String({ maxLength: 60 })),
      objectId: Type.Optional(Type.String({ maxLength: 60 })),
      from: Type.Optional(LegalDate),
      to: Type.Optional(LegalDate),
      ...PageQuery,
    }),
    response: { 200: Page(AuditEvent) },
  },
} as const

export const getState = {
  method: 'GET',
  url: '/audit/state',
  schema: { tags, summary: '各条记录链封存、签名到哪里，上一次核验的结果', response: { 200: AuditState } },
} as const

export const verifyChains = {
  method: 'POST',
  url: '/audit/verifications',
  schema: { tags, summary: '从头核验全部记录链', response: { 200: Verification } },
} as const

export const listAnomalies = {
  method: 'GET',
  url: '/audit/anomalies',
  schema: { tags, summary: '近 30 天的异常', response: { 200: Type.Array(Anomaly, { maxItems: 200 }) } },
} as const

export const listStaffAlarms = {
  method: 'GET',
  url: '/staff/alarms',
  schema: {
    tags,
    summary: '审计记录没有按时封存、签名时的警报；监督、审计、运维人员可见，其他人为空',
    response: { 200: Type.Array(AuditAlarm, { maxItems: 4 }) },
  },
} as const

export const AuditKey = Type.Object(
  {
    id: Type.String(),
    algorithm: Type.Literal('SM2'),
    publicKey: Type.String({ description: 'uncompressed point, hex' }),
    fingerprint: Type.String({ description: 'first 32 digits of SM3 of the key, in groups of four' }),
    createdAt: Instant,
  },
  { title: 'AuditKey' },
)
export type AuditKey = Static<typeof AuditKey>

export const listAuditKeys = {
  method: 'GET',
  url: '/audit/keys',
  schema: {
    tags,
    summary: '审计签名的公钥，供任何人核验；请另存一份，核验时用自己存的',
    response: {
      200: Type.Object({
        kind: Type.Literal('zhengtong-audit-keys-1'),
        keys: Type.Array(AuditKey, { maxItems: 1000 }),
      }),
    },
  },
} as const

/** Sealed records that one export may hold. */
export const MAX_EXPORT_LINKS = 100_000
export const ExportTooLarge = problem('audit:export-too-large', 422, '这些天的记录超过 10 万条，请少选几天，分几次导出')
export const ExportEmpty = problem('audit:export-empty', 404, '这些天没有封存的记录')
export const TooManyAuditExports = problem('audit:too-many-exports', 429, '导出次数太多，请一小时后再试')

export const exportEvents = {
  method: 'POST',
  url: '/audit/exports',
  schema: {
    tags,
    summary: '导出若干天的审计记录（ZIP，带签名，可离线核验），最多 10 万条，记入审计',
    body: Type.Object(
      { from: LegalDate, to: LegalDate },
      { additionalProperties: false, examples: [{ from: '2026-11-01', to: '2026-11-23' }] },
    ),
    response: { 200: Type.Unsafe<Blob>({ type: 'string', format: 'binary' }) },
  },
} as const

/** What an applicant needs to prove, offline, what happened to his case. */
export const CaseProof = Type.Object(
  {
    kind: Type.Literal('zhengtong-case-proof-1'),
    caseId: Id,
    madeAt: Instant,
    publicKeys: Type.Record(Type.String(), Type.String(), { description: 'key id -> SM2 public key, hex' }),
    events: Type.Array(
      Type.Object({
        canonical: Type.String({ description: 'the sealed text of the event' }),
        digest: Type.String(),
        seq: Nullable(Type.Integer({ description: 'null while it is not sealed yet' })),
        path: Type.Array(
          Type.Object({ side: Type.Union([Type.Literal('left'), Type.Literal('right')]), hash: Type.String() }),
          { description: 'siblings from the leaf to the root', maxItems: 64 },
        ),
        checkpoint: Nullable(
          Type.Object({
            stream: Type.String(),
            day: LegalDate,
            firstSeq: Type.Integer(),
            lastSeq: Type.Integer(),
            hash: Type.String(),
            root: Type.String(),
            keyId: Type.String(),
            signature: Type.String(),
          }),
          { description: 'null until the day is over and signed' },
        ),
      }),
      { maxItems: 500 },
    ),
  },
  { title: 'CaseProof' },
)
export type CaseProof = Static<typeof CaseProof>

export const getCaseProof = {
  method: 'GET',
  url: '/cases/:id/proof',
  schema: {
    tags: ['cases'],
    summary: '办理记录证明：可以离线核验的办件经过',
    params: IdParams,
    response: { 200: CaseProof },
  },
} as const
