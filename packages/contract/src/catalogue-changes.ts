import { Type, type Static, type TSchema } from 'typebox'
import { Guide } from './guide.ts'
import { Id, IdParams, Instant, LegalDate, Nullable, Page, PageQuery } from './page.ts'
import { problem } from './problem.ts'

/** Kinds of change requests (变更单) for implementation lists, with the words editors read. */
export const changeKinds = {
  add: '新增',
  change: '变更',
  split: '拆分',
  merge: '合并',
  'hand-down': '下放承接',
  suspend: '暂停',
  resume: '恢复',
  cancel: '取消',
} as const
export type ChangeKind = keyof typeof changeKinds
export type StateKind = 'suspend' | 'resume' | 'cancel'

/** `published` is an approved change whose day has come. */
export const changeStates = {
  draft: '草稿',
  agency: '待部门审核',
  legal: '待法制审核',
  office: '待政务办审核',
  approved: '已通过，待生效',
  published: '已发布',
  returned: '退回修改',
  withdrawn: '已撤销',
} as const
export type ChangeState = keyof typeof changeStates

export const changeActs = {
  create: '新建',
  submit: '提交审核',
  approve: '通过',
  return: '退回修改',
  withdraw: '撤销',
  rebase: '并入新版本',
} as const
export type ChangeAct = keyof typeof changeActs

export const itemStates = { 'in-force': '在用', suspended: '暂停', cancelled: '取消' } as const

const keysOf = <T extends Record<string, string>>(names: T) =>
  Type.Unsafe<keyof T>({ type: 'string', enum: Object.keys(names) })
const Kind = keysOf(changeKinds)
const State = keysOf(changeStates)
const ItemState = keysOf(itemStates)
const ItemCode = Type.String({ minLength: 1, maxLength: 100, pattern: '^[0-9A-Za-z.-]+$' })
const BaseKey = Type.String({ minLength: 1, maxLength: 100, pattern: '^[0-9A-Za-z.-]+$' })

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

export const BaseItem = Type.Object(
  {
    key: Type.String({ description: '基本编码' }),
    name: Type.String({ minLength: 2, maxLength: 1000 }),
    type: Type.String({ pattern: '^\\d{2}$' }),
    byLaw: Guide.properties.byLaw,
    useLevels: Guide.properties.useLevel,
    version: Type.Integer({ minimum: 0 }),
  },
  { title: 'BaseItem' },
)
export type BaseItem = Static<typeof BaseItem>

export const ListedItem = Type.Object(
  {
    code: Type.String(),
    baseKey: Type.String(),
    name: Type.String(),
    agencyName: Type.String(),
    state: ItemState,
    version: Nullable(Type.Integer({ description: 'in force now' })),
    planned: Nullable(Type.Object({ version: Type.Integer(), effectiveFrom: Instant })),
    plannedState: Nullable(Type.Object({ state: ItemState, from: Instant })),
    openChanges: Type.Integer(),
    behindBase: Type.Boolean({ description: '待同步: the base list has a newer version' }),
  },
  { title: 'ListedItem' },
)
export type ListedItem = Static<typeof ListedItem>

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

export const ChangeDetail = Type.Object(
  {
    ...summary,
    reason: Type.String(),
    base: BaseItem,
    predecessors: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), agencyName: Type.String() })),
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

export const listOwnItems = {
  method: 'GET',
  url: '/staff/catalogue/items',
  schema: {
    tags,
    summary: '权限范围内的实施清单',
    querystring: Type.Object({
      search: Type.Optional(Type.String({ maxLength: 60 })),
      state: Type.Optional(ItemState),
      behind: Type.Optional(Type.Boolean({ description: 'only those that wait for the base list (待同步)' })),
      ...PageQuery,
    }),
    response: { 200: Page(ListedItem) },
  },
} as const

export const listItemVersions = {
  method: 'GET',
  url: '/staff/catalogue/items/:code/versions',
  schema: {
    tags,
    summary: '一个事项的各个版本、前身和后续',
    params: Type.Object({ code: ItemCode }),
    response: {
      200: Type.Object({
        name: Type.String(),
        versions: Type.Array(
          Type.Object({
            version: Type.Integer(),
            effectiveFrom: Instant,
            effectiveTo: Nullable(Instant),
            guide: Guide,
          }),
          { maxItems: 20, description: 'the newest first' },
        ),
        links: Type.Array(
          Type.Object({ kind: Kind, predecessor: Type.String(), successor: Type.String(), at: Instant }),
        ),
      }),
    },
  },
} as const

export const listBaseItems = {
  method: 'GET',
  url: '/staff/catalogue/base',
  schema: {
    tags,
    summary: '基本目录',
    querystring: Type.Object({ search: Type.Optional(Type.String({ maxLength: 60 })), ...PageQuery }),
    response: { 200: Page(BaseItem) },
  },
} as const

const { key: _key, version: _version, ...baseElements } = BaseItem.properties
export const saveBaseItem = {
  method: 'PUT',
  url: '/staff/catalogue/base/:key',
  schema: {
    tags,
    summary: '维护基本目录：新版本会提示各地实施清单同步',
    params: Type.Object({ key: BaseKey }),
    body: Type.Object(
      { ...baseElements, version: Type.Integer({ minimum: 0, description: 'the one seen; 0 for a new item' }) },
      {
        additionalProperties: false,
        examples: [{ name: '开具无犯罪记录证明', type: '20', byLaw: [], useLevels: ['4'], version: 0 }],
      },
    ),
    response: { 200: BaseItem },
  },
} as const

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
export const OwnItemNotFound = problem('catalogue:own-item-not-found', 404, '没有找到这个事项')
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
export const BaseMoved = problem('catalogue:base-moved', 409, '基本目录刚被别人改过，请重新打开再改')
export const StatePlanned = problem('catalogue:state-planned', 409, '这个事项已经有计划中的状态变化')
