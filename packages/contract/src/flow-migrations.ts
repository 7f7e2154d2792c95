import { Type, type Static } from 'typebox'
import { Id, IdParams, Instant, LegalDate, Nullable, Page, PageQuery } from './page.ts'
import { problem } from './problem.ts'

/** 流程迁移: running cases of an item are moved to the flow that its guide in force names, by two people and a preview. */
const tags = ['flow-migrations']
const ItemCode = Type.String({ minLength: 1, maxLength: 100, pattern: '^[0-9A-Za-z.-]+$' })
const FlowCode = Type.String({ minLength: 1, maxLength: 40, pattern: '^[a-z-]+$' })
const FlowVersion = Type.Integer({ minimum: 1, maximum: 10_000 })

/** One version of a flow. */
export const FlowRef = Type.Object({ code: FlowCode, version: FlowVersion, name: Type.String() }, { title: 'FlowRef' })
export type FlowRef = Static<typeof FlowRef>

export const ItemFlows = Type.Object(
  {
    itemCode: Type.String(),
    itemName: Type.String(),
    agencyName: Type.String(),
    target: FlowRef,
    running: Type.Array(Type.Object({ flow: FlowRef, cases: Type.Integer() }), {
      maxItems: 100,
      description: 'flows that running cases follow, the target among them',
    }),
    openMigration: Nullable(Id),
  },
  { title: 'ItemFlows' },
)
export type ItemFlows = Static<typeof ItemFlows>

const Fate = {
  statusLabel: Type.String(),
  whyNot: Nullable(Type.String({ description: 'why it cannot be moved; null: it can' })),
  ownerBefore: Type.String({ description: 'whose turn it is now' }),
  ownerAfter: Type.String({ description: 'whose turn it is after the move; the same where it is not moved' }),
}
/** What would become of the cases now; nothing is written. */
export const MigrationPreview = Type.Object(
  {
    from: FlowRef,
    to: FlowRef,
    total: Type.Integer(),
    movable: Type.Integer(),
    groups: Type.Array(Type.Object({ ...Fate, cases: Type.Integer() }), { maxItems: 500 }),
    fingerprint: Type.String({ description: 'of these numbers; goes with the proposal and the confirmation' }),
  },
  { title: 'MigrationPreview' },
)
export type MigrationPreview = Static<typeof MigrationPreview>

export const PreviewedCase = Type.Object(
  {
    id: Id,
    caseNumber: Type.String(),
    ...Fate,
    dueOn: Nullable(LegalDate, { description: 'the same before and after' }),
  },
  { title: 'PreviewedCase' },
)
export type PreviewedCase = Static<typeof PreviewedCase>

const migrationStates = ['proposed', 'confirmed', 'running', 'done', 'cancelled'] as const
export const FlowMigration = Type.Object(
  {
    id: Id,
    itemCode: Type.String(),
    itemName: Type.String(),
    agencyName: Type.String(),
    from: FlowRef,
    to: FlowRef,
    state: Type.Unsafe<(typeof migrationStates)[number]>({ type: 'string', enum: [...migrationStates] }),
    reason: Type.String(),
    previewed: Type.Object({ total: Type.Integer(), movable: Type.Integer() }, { description: 'when it was proposed' }),
    total: Nullable(Type.Integer({ description: 'cases that were confirmed' })),
    moved: Type.Integer(),
    kept: Type.Integer({ description: 'looked at and not moved' }),
    proposedBy: Type.String(),
    proposedAt: Instant,
    decidedBy: Nullable(Type.String()),
    decidedAt: Nullable(Instant),
    finishedAt: Nullable(Instant),
    note: Nullable(Type.String()),
    actions: Type.Array(Type.Union([Type.Literal('confirm'), Type.Literal('cancel')]), {
      description: 'what the reader may do now',
    }),
    whyNot: Nullable(Type.String({ description: 'why the reader may not confirm, where his rights would let him' })),
  },
  { title: 'FlowMigration' },
)
export type FlowMigration = Static<typeof FlowMigration>

export const MigrationOutcome = Type.Object(
  {
    caseNumber: Type.String(),
    moved: Type.Boolean(),
    statusLabel: Type.String({ description: 'where the case was then' }),
    whyNot: Nullable(Type.String()),
    at: Instant,
  },
  { title: 'MigrationOutcome' },
)
export type MigrationOutcome = Static<typeof MigrationOutcome>

const itemParams = Type.Object({ code: ItemCode })
const fromQuery = { flow: FlowCode, flowVersion: FlowVersion }

export const listItemFlows = {
  method: 'GET',
  url: '/staff/catalogue/items/:code/flows',
  schema: { tags, summary: '一个事项的在办件各按哪个办理流程办', params: itemParams, response: { 200: ItemFlows } },
} as const

export const previewMigration = {
  method: 'GET',
  url: '/staff/catalogue/items/:code/flow-preview',
  schema: {
    tags,
    summary: '流程迁移的预览：每种情况有多少件、能不能调整',
    params: itemParams,
    querystring: Type.Object(fromQuery),
    response: { 200: MigrationPreview },
  },
} as const

export const previewCases = {
  method: 'GET',
  url: '/staff/catalogue/items/:code/flow-preview/cases',
  schema: {
    tags,
    summary: '流程迁移预览里的办件',
    params: itemParams,
    querystring: Type.Object({ ...fromQuery, ...PageQuery }),
    response: { 200: Page(PreviewedCase) },
  },
} as const

const exampleId = '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f63'
const Fingerprint = Type.String({ pattern: '^[0-9a-f]{64}$' })
const fingerprint = '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'

export const proposeMigration = {
  method: 'POST',
  url: '/staff/flow-migrations',
  schema: {
    tags,
    summary: '提出流程迁移，由政务办另一人确认后执行',
    body: Type.Object(
      {
        id: Id,
        itemCode: ItemCode,
        ...fromQuery,
        fingerprint: Fingerprint,
        reason: Type.String({ minLength: 2, maxLength: 500 }),
      },
      {
        additionalProperties: false,
        examples: [
          {
            id: exampleId,
            itemCode: '11770101MB0000001X4770120007001',
            flow: 'standard',
            flowVersion: 1,
            fingerprint,
            reason: '指南改为分步审查，在办件一并按新流程办理',
          },
        ],
      },
    ),
    response: { 201: FlowMigration },
  },
} as const

export const listMigrations = {
  method: 'GET',
  url: '/staff/flow-migrations',
  schema: {
    tags,
    summary: '流程迁移，新的在前',
    querystring: Type.Object({ open: Type.Optional(Type.Boolean()), ...PageQuery }),
    response: { 200: Page(FlowMigration) },
  },
} as const

export const getMigration = {
  method: 'GET',
  url: '/staff/flow-migrations/:id',
  schema: {
    tags,
    summary: '一项流程迁移；等待确认时带着此刻的预览',
    params: IdParams,
    response: { 200: Type.Object({ migration: FlowMigration, preview: Nullable(MigrationPreview) }) },
  },
} as const

export const confirmMigration = {
  method: 'POST',
  url: '/staff/flow-migrations/:id/confirmation',
  schema: {
    tags,
    summary: '确认流程迁移并开始执行：不能由提出的人办理',
    params: IdParams,
    body: Type.Object({ fingerprint: Fingerprint }, { additionalProperties: false, examples: [{ fingerprint }] }),
    response: { 200: FlowMigration },
  },
} as const

export const cancelMigration = {
  method: 'POST',
  url: '/staff/flow-migrations/:id/cancellation',
  schema: {
    tags,
    summary: '撤回自己提出的流程迁移，或者由政务办不予确认',
    params: IdParams,
    body: Type.Object(
      { note: Type.String({ minLength: 2, maxLength: 500 }) },
      { additionalProperties: false, examples: [{ note: '先等指南定稿' }] },
    ),
    response: { 200: FlowMigration },
  },
} as const

const outcomeQuery = { moved: Type.Optional(Type.Boolean()) }
export const listOutcomes = {
  method: 'GET',
  url: '/staff/flow-migrations/:id/outcomes',
  schema: {
    tags,
    summary: '流程迁移的结果，一件一行',
    params: IdParams,
    querystring: Type.Object({ ...outcomeQuery, ...PageQuery }),
    response: { 200: Page(MigrationOutcome) },
  },
} as const

export const exportOutcomes = {
  method: 'POST',
  url: '/staff/flow-migrations/:id/export',
  schema: {
    tags,
    summary: '把流程迁移的结果导出为表格，最多 5,000 行，记入审计',
    params: IdParams,
    body: Type.Object(outcomeQuery, { additionalProperties: false, examples: [{ moved: false }] }),
    response: { 200: Type.String() },
  },
} as const

export const MigrationNotFound = problem('flow-migrations:not-found', 404, '没有找到这项流程迁移')
export const MigrationItemNotFound = problem(
  'flow-migrations:item-not-found',
  404,
  '没有找到这个事项，或者它现在没有生效的办事指南',
)
export const MigrationStale = problem('flow-migrations:stale', 409, '预览之后情况有了变化，请看过新的数字再决定')
export const MigrationOpen = problem('flow-migrations:open', 409, '这个事项已有一项流程迁移没有结束，请先处理那一项')
export const NothingToMove = problem('flow-migrations:nothing-to-move', 409, '没有可以调整的办件')
export const MigrationDecided = problem('flow-migrations:already-decided', 409, '这项流程迁移已经处理过了')
export const SecondPersonConfirms = problem(
  'flow-migrations:second-person',
  409,
  '流程迁移要由提出人以外的人确认，请政务办的同事办理',
)
export const MigrationDiffers = problem('flow-migrations:differs', 409, '这个编号已用于另一项流程迁移')
