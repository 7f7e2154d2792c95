import { BaseItem } from './catalogue-lists.ts'
import { changeActs, changeKinds, changeStates, type ChangeAct } from './catalogue-words.ts'
import { Type, type Static } from 'typebox'
import { Guide, GuideDraft } from './guide.ts'
import { Id, IdParams, Instant, LegalDate, Nullable, Page, PageQuery } from './page.ts'
import { problem } from './problem.ts'

const keysOf = <T extends Record<string, string>>(names: T) =>
  Type.Unsafe<keyof T>({ type: 'string', enum: Object.keys(names) })
const Kind = keysOf(changeKinds)
const State = keysOf(changeStates)
const ItemCode = Type.String({ minLength: 1, maxLength: 100, pattern: '^[0-9A-Za-z.-]+$' })
const BaseKey = Type.String({ minLength: 1, maxLength: 100, pattern: '^[0-9A-Za-z.-]+$' })

const summary = {
  id: Id,
  kind: Kind,
  state: State,
  version: Type.Integer(),
  itemCode: Type.String(),
  itemName: Type.String(),
  agencyName: Type.String(),
  effectiveOn: Nullable(LegalDate, { description: 'null: as soon as it is approved' }),
  updatedAt: Instant,
  editor: Type.String(),
}
export const ChangeSummary = Type.Object(summary, { title: 'ChangeSummary' })
export type ChangeSummary = Static<typeof ChangeSummary>

export const Predecessor = Type.Object(
  {
    code: Type.String(),
    name: Type.String(),
    agencyName: Type.String(),
    state: Type.Unsafe<'in-force' | 'suspended' | 'cancelled'>({
      type: 'string',
      enum: ['in-force', 'suspended', 'cancelled'],
    }),
    endsAt: Nullable(Instant, { description: 'its end is planned already' }),
    pending: Type.Integer({ description: 'other change requests out of the same item that are on their way' }),
  },
  { title: 'Predecessor' },
)
export type Predecessor = Static<typeof Predecessor>

export const ChangeDetail = Type.Object(
  {
    ...summary,
    reason: Type.String(),
    base: BaseItem,
    endsOld: Type.Boolean({ description: 'the items it comes out of end where it begins' }),
    predecessors: Type.Array(Predecessor),
    guide: Nullable(GuideDraft, { description: 'the working copy; null for suspend, resume and cancel' }),
    published: Nullable(Type.Object({ version: Type.Integer(), guide: Guide }), {
      description: 'the version that the copy was made from',
    }),
    newer: Nullable(Type.Object({ version: Type.Integer(), guide: Guide }), {
      description: 'published since then: the copy has to be brought up to it',
    }),
    faults: Type.Array(Type.Object({ path: Type.String(), message: Type.String() })),
    steps: Type.Array(
      Type.Object({
        act: keysOf(changeActs),
        title: Type.String(),
        by: Type.String(),
        note: Nullable(Type.String()),
        at: Instant,
      }),
    ),
    actions: Type.Array(keysOf(changeActs), { description: 'what this person may do now' }),
    canEdit: Type.Boolean(),
    whyNot: Nullable(Type.String()),
  },
  { title: 'ChangeDetail' },
)
export type ChangeDetail = Static<typeof ChangeDetail>

const tags = ['catalogue']
const exampleId = '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60'

export const listChanges = {
  method: 'GET',
  url: '/staff/catalogue/changes',
  schema: {
    tags,
    summary: '变更单，最近的在前',
    querystring: Type.Object({
      state: Type.Optional(State),
      waiting: Type.Optional(Type.Boolean({ description: 'only those that wait for this person' })),
      itemCode: Type.Optional(ItemCode),
      ...PageQuery,
    }),
    response: { 200: Page(ChangeSummary) },
  },
} as const

export const createChange = {
  method: 'POST',
  url: '/staff/catalogue/changes',
  schema: {
    tags,
    summary: '新建变更单：从现行版本、前身或基本目录开始',
    body: Type.Object(
      {
        id: Id,
        kind: Kind,
        itemCode: Nullable(ItemCode, { description: 'of change, suspend, resume, cancel' }),
        baseKey: Nullable(BaseKey, { description: 'of add, split, merge, hand-down: the item of the base list' }),
        predecessors: Type.Array(ItemCode, { maxItems: 10, uniqueItems: true }),
        keepsOld: Type.Optional(
          Type.Boolean({ description: 'of split, hand-down: the old item goes on beside the new one' }),
        ),
      },
      {
        additionalProperties: false,
        examples: [{ id: exampleId, kind: 'change', itemCode: 'UNKNOWN', baseKey: null, predecessors: [] }],
      },
    ),
    response: { 201: ChangeDetail },
  },
} as const

export const getChange = {
  method: 'GET',
  url: '/staff/catalogue/changes/:id',
  schema: { tags, summary: '一张变更单', params: IdParams, response: { 200: ChangeDetail } },
} as const

export const saveChange = {
  method: 'PUT',
  url: '/staff/catalogue/changes/:id',
  schema: {
    tags,
    summary: '保存草稿；锁定的要素总是取自基本目录',
    params: IdParams,
    body: Type.Object(
      {
        version: Type.Integer({ minimum: 1 }),
        guide: Nullable(GuideDraft),
        effectiveOn: Nullable(LegalDate),
        reason: Type.String({ maxLength: 1000 }),
      },
      {
        additionalProperties: false,
        examples: [{ version: 1, guide: null, effectiveOn: null, reason: '材料有调整' }],
      },
    ),
    response: { 200: Type.Object({ version: Type.Integer(), updatedAt: Instant }) },
  },
} as const

export const actOnChange = {
  method: 'POST',
  url: '/staff/catalogue/changes/:id/acts',
  schema: {
    tags,
    summary: '提交、通过、退回、撤销、并入新版本',
    params: IdParams,
    body: Type.Object(
      {
        actId: Id,
        version: Type.Integer({ minimum: 1 }),
        act: Type.Unsafe<Exclude<ChangeAct, 'create'>>({
          type: 'string',
          enum: Object.keys(changeActs).filter((act) => act !== 'create'),
        }),
        note: Nullable(Type.String({ maxLength: 1000 })),
      },
      {
        additionalProperties: false,
        examples: [{ actId: exampleId, version: 1, act: 'submit', note: null }],
      },
    ),
    response: { 200: ChangeDetail },
  },
} as const

export const ChangeNotFound = problem('catalogue:change-not-found', 404, '没有找到这张变更单')
export const OwnItemExists = problem('catalogue:own-item-exists', 409, '本机构已经有这个事项，请用“变更”修改它')
export const ChangeMoved = problem('catalogue:change-moved', 409, '变更单刚被别人改过，请重新打开再改')
export const ChangeNotNow = problem('catalogue:change-not-now', 409, '变更单现在的状态不能这样办')
export const ChangeDiffers = problem('catalogue:change-differs', 409, '这个编号已经用过，请重新操作')
export const AnotherPersonNeeded = problem(
  'catalogue:another-person',
  409,
  '编制人和三级审核人要是不同的人，请交给别的同事',
)
export const VersionMoved = problem('catalogue:version-moved', 409, '事项已经发布了新版本，请先并入新版本再提交')
export const StatePlanned = problem('catalogue:state-planned', 409, '这个事项已经有计划中的状态变化')
