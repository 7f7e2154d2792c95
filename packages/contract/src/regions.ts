import { Type, type Static } from 'typebox'
import { Nullable } from './page.ts'

export const Region = Type.Object(
  {
    code: Type.String({ description: 'GB/T 2260 six digits; towns nine digits' }),
    name: Type.String(),
    fullName: Type.String(),
    level: Type.Integer({ description: '1 province, 2 city, 3 county or town of a city without counties' }),
    parentCode: Nullable(Type.String()),
    hasChildren: Type.Boolean(),
  },
  {
    title: 'Region',
    examples: [
      {
        code: '770101',
        name: '云岭区',
        fullName: '示例省云溪市云岭区',
        level: 3,
        parentCode: '770100',
        hasChildren: false,
      },
    ],
  },
)
export type Region = Static<typeof Region>

const RegionCode = Type.String({ pattern: '^\\d{6}(\\d{3})?$' })

export const listRegions = {
  method: 'GET',
  url: '/regions',
  schema: {
    tags: ['regions'],
    summary: '下级行政区划；不传 parent 时为省级。占位节点（市辖区、省直辖县）不出现，由其下级顶替',
    querystring: Type.Object({ parent: Type.Optional(RegionCode) }),
    response: { 200: Type.Array(Region, { maxItems: 500 }) },
  },
} as const

export const getRegion = {
  method: 'GET',
  url: '/regions/:code',
  schema: {
    tags: ['regions'],
    summary: '一个行政区划及其上级（从省到本级）',
    params: Type.Object({ code: RegionCode }),
    response: { 200: Type.Object({ region: Region, ancestors: Type.Array(Region) }) },
  },
} as const
