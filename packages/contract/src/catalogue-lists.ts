import { Type, type Static } from 'typebox'
import { changeKinds, itemStates } from './catalogue-words.ts'
import { Guide } from './guide.ts'
import { Instant, Nullable, Page, PageQuery } from './page.ts'
import { problem } from './problem.ts'

const keysOf = <T extends Record<string, string>>(names: T) =>
  Type.Unsafe<keyof T>({ type: 'string', enum: Object.keys(names) })
const Kind = keysOf(changeKinds)
const ItemState = keysOf(itemStates)
const ItemCode = Type.String({ minLength: 1, maxLength: 100, pattern: '^[0-9A-Za-z.-]+$' })
const tags = ['catalogue']

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
    params: Type.Object({ key: ItemCode }),
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

export const OwnItemNotFound = problem('catalogue:own-item-not-found', 404, '没有找到这个事项')
export const BaseMoved = problem('catalogue:base-moved', 409, '基本目录刚被别人改过，请重新打开再改')
