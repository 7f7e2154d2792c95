import { Type, type Static } from 'typebox'
import { Clearance, Duty, Permission, ScopeKind } from './access.ts'
import { problem } from './problem.ts'
import { Id, IdParams, Instant, LegalDate, Nullable, PageQuery } from './page.ts'

const tags = ['rights']

/** A role: functional permissions, data scope and field clearance. */
export const Role = Type.Object(
  {
    id: Id,
    name: Type.String({ minLength: 2, maxLength: 60 }),
    duty: Duty,
    permissions: Type.Array(Permission, { minItems: 1, maxItems: 20, uniqueItems: true }),
    scope: ScopeKind,
    regionCode: Nullable(Type.String({ pattern: '^\\d{6,12}$' })),
    chosenAgencies: Type.Array(Type.String({ minLength: 1, maxLength: 30 }), { maxItems: 200, uniqueItems: true }),
    clearance: Clearance,
    version: Type.Integer({ minimum: 0, description: '0 for a role that is new' }),
  },
  { title: 'Role', additionalProperties: false },
)
export type Role = Static<typeof Role>

/** What is to change. A role that is saved changes for everybody who holds it. */
export const RightsChange = Type.Union(
  [
    Type.Object(
      {
        kind: Type.Literal('grant'),
        staffId: Id,
        roleId: Id,
        validFrom: LegalDate,
        validUntil: Nullable(LegalDate),
      },
      { additionalProperties: false },
    ),
    Type.Object({ kind: Type.Literal('revoke'), grantId: Id }, { additionalProperties: false }),
    Type.Object({ kind: Type.Literal('role'), role: Role }, { additionalProperties: false }),
    Type.Object({ kind: Type.Literal('duty'), staffId: Id, duty: Duty }, { additionalProperties: false }),
  ],
  { title: 'RightsChange' },
)
export type RightsChange = Static<typeof RightsChange>

const CaseSample = Type.Object({
  id: Id,
  caseNumber: Type.String(),
  itemName: Type.String(),
  agencyName: Type.String(),
})
const Moved = Type.Object({
  count: Type.Integer({ description: 'counted up to 10,000' }),
  samples: Type.Array(CaseSample, { maxItems: 5 }),
})

/** Who gains and loses what, before anything is saved. */
export const RightsDiff = Type.Object(
  {
    holders: Type.Integer({ description: 'everybody whom the change touches' }),
    people: Type.Array(
      Type.Object({
        staffId: Id,
        name: Type.String(),
        agencyName: Type.String(),
        gains: Type.Array(Permission),
        loses: Type.Array(Permission),
        clearanceBefore: Nullable(Clearance),
        clearanceAfter: Nullable(Clearance),
        casesGained: Moved,
        casesLost: Moved,
      }),
      { maxItems: 50, description: 'the first 50 of them' },
    ),
  },
  { title: 'RightsDiff' },
)
export type RightsDiff = Static<typeof RightsDiff>

export const Holder = Type.Object(
  {
    id: Id,
    login: Type.String(),
    name: Type.String(),
    agencyName: Type.String(),
    duty: Duty,
    grants: Type.Array(
      Type.Object({
        id: Id,
        roleId: Id,
        roleName: Type.String(),
        validFrom: LegalDate,
        validUntil: Nullable(LegalDate),
      }),
    ),
  },
  { title: 'Holder' },
)
export type Holder = Static<typeof Holder>

export const ProposedChange = Type.Object(
  {
    id: Id,
    change: RightsChange,
    summary: Type.String(),
    reason: Type.String(),
    state: Type.Union([
      Type.Literal('proposed'),
      Type.Literal('approved'),
      Type.Literal('rejected'),
      Type.Literal('withdrawn'),
    ]),
    proposedBy: Type.String(),
    proposedAt: Instant,
    decidedBy: Nullable(Type.String()),
    decidedAt: Nullable(Instant),
    note: Nullable(Type.String()),
    own: Type.Boolean({ description: 'proposed by whoever reads this' }),
  },
  { title: 'ProposedChange' },
)
export type ProposedChange = Static<typeof ProposedChange>

const exampleChange = {
  kind: 'grant',
  staffId: '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60',
  roleId: '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f61',
  validFrom: '2026-11-23',
  validUntil: null,
}

export const listRoles = {
  method: 'GET',
  url: '/rights/roles',
  schema: { tags, summary: '全部角色', response: { 200: Type.Array(Role, { maxItems: 500 }) } },
} as const

export const listHolders = {
  method: 'GET',
  url: '/rights/holders',
  schema: {
    tags,
    summary: '工作人员和他们的角色',
    querystring: Type.Object({
      search: Type.Optional(Type.String({ maxLength: 60 })),
      roleId: Type.Optional(Id),
      ...PageQuery,
    }),
    response: { 200: Type.Object({ rows: Type.Array(Holder), next: Nullable(Type.String()) }) },
  },
} as const

export const previewChange = {
  method: 'POST',
  url: '/rights/previews',
  schema: {
    tags,
    summary: '保存之前：谁得到、谁失去什么',
    body: Type.Object({ change: RightsChange }, { additionalProperties: false, examples: [{ change: exampleChange }] }),
    response: { 200: RightsDiff },
  },
} as const

export const proposeChange = {
  method: 'POST',
  url: '/rights/changes',
  schema: {
    tags,
    summary: '提出授权变更，由另一位安全管理员核准后生效',
    body: Type.Object(
      { id: Id, change: RightsChange, reason: Type.String({ minLength: 2, maxLength: 500 }) },
      {
        additionalProperties: false,
        examples: [{ id: '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f62', change: exampleChange, reason: '新到岗' }],
      },
    ),
    response: { 201: ProposedChange },
  },
} as const

export const listChanges = {
  method: 'GET',
  url: '/rights/changes',
  schema: {
    tags,
    summary: '授权变更，新的在前',
    querystring: Type.Object({ state: Type.Optional(Type.Literal('proposed')), ...PageQuery }),
    response: { 200: Type.Object({ rows: Type.Array(ProposedChange), next: Nullable(Type.String()) }) },
  },
} as const

export const getChange = {
  method: 'GET',
  url: '/rights/changes/:id',
  schema: {
    tags,
    summary: '一项授权变更和它此刻的影响',
    params: IdParams,
    response: { 200: Type.Object({ change: ProposedChange, diff: Nullable(RightsDiff) }) },
  },
} as const

export const decideChange = {
  method: 'POST',
  url: '/rights/changes/:id/decision',
  schema: {
    tags,
    summary: '核准或驳回：不能由提出的人办理，也不能给自己授权',
    params: IdParams,
    body: Type.Object(
      { approve: Type.Boolean(), note: Nullable(Type.String({ maxLength: 500 })) },
      { additionalProperties: false, examples: [{ approve: true, note: null }] },
    ),
    response: { 200: ProposedChange },
  },
} as const

export const withdrawChange = {
  method: 'POST',
  url: '/rights/changes/:id/withdrawal',
  schema: { tags, summary: '撤回自己提出的变更', params: IdParams, response: { 200: ProposedChange } },
} as const

export const ChangeNotFound = problem('rights:not-found', 404, '没有找到这项授权变更、角色或人员')
export const ChangeDecided = problem('rights:already-decided', 409, '这项变更已经处理过了')
export const SecondPersonNeeded = problem('rights:second-person', 409, '需要另一位安全管理员核准')
export const DutiesExclude = problem(
  'rights:duties-exclude',
  409,
  '管理员不能兼任业务岗位，三类管理员也不能由同一人担任',
)
export const RoleChanged = problem('rights:role-changed', 409, '这个角色刚被别人改过，请重新查看后再改')
export const ChangeRefused = problem('rights:refused', 409, '这项变更现在不能办理')
