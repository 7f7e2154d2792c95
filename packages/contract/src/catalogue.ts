import { Type, type Static } from 'typebox'
import { Guide } from './guide.ts'
import { Instant, Nullable, PageQuery } from './page.ts'
import { problem } from './problem.ts'

export const Audience = Type.Union([Type.Literal('person'), Type.Literal('company')])
export type Audience = Static<typeof Audience>

export const Agency = Type.Object(
  {
    code: Type.String({ description: '统一社会信用代码 of the implementing body (实施主体)' }),
    name: Type.String(),
    regionCode: Type.String(),
    items: Type.Integer({ description: 'items published by the agency' }),
  },
  { title: 'Agency' },
)
export type Agency = Static<typeof Agency>

export const Theme = Type.Object({ name: Type.String(), items: Type.Integer() }, { title: 'Theme' })
export type Theme = Static<typeof Theme>

/** One card a base item: the nearest implementing body stands for all that offer it. */
export const ItemCard = Type.Object(
  {
    code: Type.String(),
    name: Type.String(),
    agencyName: Type.String(),
    regionCode: Type.String(),
    regionName: Type.String(),
    regions: Type.Integer({ description: 'how many regions offer this item' }),
    audiences: Type.Array(Audience),
    isOnline: Type.Boolean(),
    isFullyOnline: Type.Boolean({ description: '全程网办' }),
    promise: Type.String({ description: 'promised limit in words, e.g. 即办, 5 个工作日' }),
    reason: Type.String({ description: 'why this is here, e.g. 名称匹配，别名“身份证丢了”，本地没有，由云溪市办理' }),
    isDemo: Type.Boolean(),
  },
  { title: 'ItemCard' },
)
export type ItemCard = Static<typeof ItemCard>

export const ItemPage = Type.Object(
  {
    code: Type.String(),
    version: Type.Integer({ description: 'taskVersion: the version in force, pinned by a case at submission' }),
    state: Type.Union([Type.Literal('in-force'), Type.Literal('suspended'), Type.Literal('cancelled')]),
    publishedAt: Instant,
    regionName: Type.String(),
    typeName: Type.String({ description: '事项类型 in words, e.g. 行政确认' }),
    canApply: Type.Boolean(),
    cannotApplyBecause: Nullable(Type.String()),
    successors: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), agencyName: Type.String() }), {
      description: 'who does it now, when this item has ended',
    }),
    guide: Guide,
  },
  { title: 'ItemPage' },
)
export type ItemPage = Static<typeof ItemPage>

const RegionCode = Type.String({ pattern: '^\\d{6}(\\d{3})?$' })
const ItemCode = Type.String({ minLength: 1, maxLength: 100, pattern: '^[0-9A-Za-z.-]+$' })

export const listAgencies = {
  method: 'GET',
  url: '/agencies',
  schema: {
    tags: ['catalogue'],
    summary: '在某地区办事的部门（含上级部门）',
    querystring: Type.Object({ region: RegionCode, audience: Type.Optional(Audience) }),
    response: { 200: Type.Array(Agency) },
  },
} as const

export const listThemes = {
  method: 'GET',
  url: '/themes',
  schema: {
    tags: ['catalogue'],
    summary: '某地区可办事项的主题',
    querystring: Type.Object({ region: RegionCode, audience: Audience }),
    response: { 200: Type.Array(Theme) },
  },
} as const

export const findItems = {
  method: 'GET',
  url: '/items',
  schema: {
    tags: ['catalogue'],
    summary: '查找事项：按文字、部门、主题；本地没有的，依次由市、省顶上',
    querystring: Type.Object({
      q: Type.Optional(Type.String({ maxLength: 100 })),
      region: RegionCode,
      audience: Type.Optional(Audience),
      theme: Type.Optional(Type.String({ maxLength: 60 })),
      agency: Type.Optional(Type.String({ maxLength: 40 })),
      online: Type.Optional(Type.Boolean({ description: 'only items that can be applied for online' })),
      ...PageQuery,
    }),
    response: {
      200: Type.Object({
        rows: Type.Array(ItemCard),
        total: Type.Integer(),
        next: Nullable(Type.String()),
      }),
    },
  },
} as const

export const getItem = {
  method: 'GET',
  url: '/items/:code',
  schema: {
    tags: ['catalogue'],
    summary: '办事指南：现行版本的全部要素、表单和材料',
    params: Type.Object({ code: ItemCode }),
    response: { 200: ItemPage },
  },
} as const

export const ItemNotFound = problem('catalogue:item-not-found', 404, '没有找到这个事项，它可能已经取消')
export const ItemNotOpen = problem('catalogue:item-not-open', 409, '这个事项暂时不能申请')
export const NotPublishable = problem('catalogue:not-publishable', 422, '指南还不能发布，请按提示修改')
export const VersionExists = problem('catalogue:version-exists', 409, '这个版本已经发布，不能再改')
