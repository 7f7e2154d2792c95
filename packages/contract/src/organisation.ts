import { Type, type Static } from 'typebox'
import { Id, IdParams, Instant, LegalDate, Nullable, Page, PageQuery } from './page.ts'
import { problem } from './problem.ts'

const Status = Type.Union([Type.Literal('active'), Type.Literal('closed')])
const Name = Type.String({ minLength: 1, maxLength: 60, examples: ['综合科'] })
const Line = Type.String({ minLength: 1, maxLength: 200, examples: ['和平大道 1 号'] })
const Code = Type.String({ pattern: '^[0-9A-Z]{18}$', examples: ['11770101MB0000166Y'] })
const RegionCode = Type.String({ pattern: '^\\d{6}(\\d{6})?$', examples: ['770101'] })
const Version = Type.Integer({ minimum: 1, description: '打开页面时看到的版本' })
const CodeParams = Type.Object({ code: Type.String({ maxLength: 18 }) })
const strict = { additionalProperties: false } as const
const Done = Type.Object({ version: Type.Integer() })

export const Agency = Type.Object(
  {
    code: Type.String(),
    name: Type.String(),
    regionCode: Type.String(),
    parentCode: Nullable(Type.String()),
    status: Status,
    closedOn: Nullable(LegalDate),
    version: Type.Integer(),
    children: Type.Integer(),
    staff: Type.Integer(),
  },
  { title: 'OrganisationAgency' },
)
export type Agency = Static<typeof Agency>

export const Department = Type.Object(
  { id: Id, parentId: Nullable(Id), name: Type.String(), status: Status, version: Type.Integer() },
  { title: 'Department' },
)
export type Department = Static<typeof Department>

const Window = Type.Object({ name: Name, business: Type.String({ maxLength: 200 }) }, strict)
const hallFields = {
  name: Name,
  regionCode: RegionCode,
  address: Line,
  hours: Line,
  windows: Type.Array(Window, { maxItems: 200 }),
}
export const Hall = Type.Object(
  { id: Id, agencyCode: Type.String(), ...hallFields, status: Status, version: Type.Integer() },
  { title: 'Hall' },
)
export type Hall = Static<typeof Hall>

export const Change = Type.Object(
  {
    id: Id,
    at: Instant,
    actorId: Type.String(),
    actorName: Nullable(Type.String()),
    act: Type.String(),
    before: Nullable(Type.Record(Type.String(), Nullable(Type.String()))),
    after: Nullable(Type.Record(Type.String(), Nullable(Type.String()))),
  },
  { title: 'OrganisationChange' },
)
export type Change = Static<typeof Change>

const Deputy = Type.Object({
  id: Id,
  staffId: Id,
  staffName: Type.String(),
  deputyId: Id,
  deputyName: Type.String(),
  from: LegalDate,
  to: LegalDate,
})
export const StaffRow = Type.Object(
  {
    id: Id,
    login: Type.String(),
    name: Type.String(),
    agencyCode: Type.String(),
    agencyName: Type.String(),
    departmentId: Nullable(Id),
    departmentName: Nullable(Type.String()),
    joinedOn: Nullable(LegalDate),
    leavesOn: Nullable(LegalDate),
    version: Type.Integer(),
  },
  { title: 'StaffRow' },
)
export type StaffRow = Static<typeof StaffRow>

const tags = ['organisation']
const get = 'GET' as const
const post = 'POST' as const

export const listAgencyTree = {
  method: get,
  url: '/organisation/agencies',
  schema: {
    tags,
    summary: '机构：按上级逐层，或按名称查找',
    querystring: Type.Object({
      ...PageQuery,
      parent: Type.Optional(Type.String({ maxLength: 18, description: '上级机构代码；不填为最上层' })),
      text: Type.Optional(Type.String({ maxLength: 60 })),
    }),
    response: { 200: Page(Agency) },
  },
} as const

export const getAgencyDetail = {
  method: get,
  url: '/organisation/agencies/:code',
  schema: {
    tags,
    summary: '一个机构：内设机构、政务大厅、变更记录',
    params: CodeParams,
    response: {
      200: Type.Object({
        agency: Agency,
        departments: Type.Array(Department),
        halls: Type.Array(Hall),
        changes: Type.Array(Change),
      }),
    },
  },
} as const

export const createAgency = {
  method: post,
  url: '/organisation/agencies',
  schema: {
    tags,
    summary: '新设机构',
    body: Type.Object(
      {
        code: Code,
        name: Name,
        regionCode: RegionCode,
        level: Type.String({ pattern: '^[1-6]$', examples: ['4'] }),
        parentCode: Nullable(Code),
        address: Line,
        hours: Line,
        phone: Type.String({ pattern: '^[0-9-]{5,20}$', examples: ['0770-8801020'] }),
      },
      strict,
    ),
    response: { 201: Done },
  },
} as const

export const changeAgency = {
  method: post,
  url: '/organisation/agencies/:code/changes',
  schema: {
    tags,
    summary: '机构改名、划转',
    params: CodeParams,
    body: Type.Object({ name: Name, parentCode: Nullable(Code), version: Version }, strict),
    response: { 200: Done },
  },
} as const

export const closeAgency = {
  method: post,
  url: '/organisation/agencies/:code/closure',
  schema: {
    tags,
    summary: '撤销机构：没有在岗人员和在办件时才能撤销',
    params: CodeParams,
    body: Type.Object({ version: Version }, strict),
    response: { 200: Done },
  },
} as const

export const createDepartment = {
  method: post,
  url: '/organisation/departments',
  schema: {
    tags,
    summary: '新设内设机构',
    body: Type.Object({ id: Id, agencyCode: Code, parentId: Nullable(Id), name: Name }, strict),
    response: { 201: Done },
  },
} as const

export const changeDepartment = {
  method: post,
  url: '/organisation/departments/:id/changes',
  schema: {
    tags,
    summary: '内设机构改名、调整上级',
    params: IdParams,
    body: Type.Object({ name: Name, parentId: Nullable(Id), version: Version }, strict),
    response: { 200: Done },
  },
} as const

export const closeDepartment = {
  method: post,
  url: '/organisation/departments/:id/closure',
  schema: {
    tags,
    summary: '撤销内设机构',
    params: IdParams,
    body: Type.Object({ version: Version }, strict),
    response: { 200: Done },
  },
} as const

export const createHall = {
  method: post,
  url: '/organisation/halls',
  schema: {
    tags,
    summary: '新设政务大厅',
    body: Type.Object({ id: Id, agencyCode: Code, ...hallFields }, strict),
    response: { 201: Done },
  },
} as const

export const changeHall = {
  method: post,
  url: '/organisation/halls/:id/changes',
  schema: {
    tags,
    summary: '修改或关闭政务大厅',
    params: IdParams,
    body: Type.Object({ ...hallFields, status: Status, version: Version }, strict),
    response: { 200: Done },
  },
} as const

export const listStaff = {
  method: get,
  url: '/organisation/staff',
  schema: {
    tags,
    summary: '人员名单',
    querystring: Type.Object({
      ...PageQuery,
      agencyCode: Type.Optional(Type.String({ maxLength: 18 })),
      text: Type.Optional(Type.String({ maxLength: 60, description: '姓名或账号' })),
    }),
    response: { 200: Page(StaffRow) },
  },
} as const

export const getStaffDetail = {
  method: get,
  url: '/organisation/staff/:id',
  schema: {
    tags,
    summary: '一名人员：岗位、AB 岗、变更记录',
    params: IdParams,
    response: {
      200: Type.Object({
        person: StaffRow,
        move: Nullable(
          Type.Object({ agencyName: Type.String(), departmentName: Nullable(Type.String()), on: LegalDate }),
        ),
        deputies: Type.Array(Deputy),
        changes: Type.Array(Change),
        passkeys: Type.Integer({ description: '这名人员的通行密钥数' }),
      }),
    },
  },
} as const

export const joinStaff = {
  method: post,
  url: '/organisation/staff',
  schema: {
    tags,
    summary: '新进人员：初始密码只显示这一次',
    body: Type.Object(
      {
        id: Id,
        login: Type.String({ pattern: '^[a-z][a-z0-9._-]{2,39}$', examples: ['chen.zw'] }),
        name: Type.String({ minLength: 1, maxLength: 40, examples: ['陈小明'] }),
        agencyCode: Code,
        departmentId: Nullable(Id),
        phone: Nullable(Type.String({ pattern: '^1\\d{10}$', examples: ['13800770020'] })),
      },
      strict,
    ),
    response: { 201: Type.Object({ firstPassword: Type.String() }) },
  },
} as const

export const moveStaff = {
  method: post,
  url: '/organisation/staff/:id/moves',
  schema: {
    tags,
    summary: '调动：从某一天起到另一单位或科室',
    params: IdParams,
    body: Type.Object(
      { id: Id, agencyCode: Code, departmentId: Nullable(Id), on: LegalDate, version: Version },
      strict,
    ),
    response: { 200: Done },
  },
} as const

export const leaveStaff = {
  method: post,
  url: '/organisation/staff/:id/departure',
  schema: {
    tags,
    summary: '离岗：从这一天起不能登录',
    params: IdParams,
    body: Type.Object({ on: LegalDate, version: Version }, strict),
    response: { 200: Done },
  },
} as const

export const revokePasskeys = {
  method: post,
  url: '/organisation/staff/:id/passkey-revocation',
  schema: {
    tags,
    summary: '撤销一名人员的全部通行密钥；用它们登录着的设备同时退出',
    params: IdParams,
    body: Type.Object(
      {
        reason: Type.String({ minLength: 2, maxLength: 200, examples: ['电脑丢失'] }),
        version: Version,
      },
      strict,
    ),
    response: { 200: Type.Object({ revoked: Type.Integer(), version: Version }) },
  },
} as const

export const appointDeputy = {
  method: post,
  url: '/organisation/staff/:id/deputies',
  schema: {
    tags,
    summary: 'AB 岗：由同事代为办理，有起止日期',
    params: IdParams,
    body: Type.Object({ id: Id, deputyId: Id, from: LegalDate, to: LegalDate }, strict),
    response: { 201: Type.Object({ id: Id }) },
  },
} as const

export const ChangedMeanwhile = problem('organisation:changed-meanwhile', 409, '刚有同事改过，请刷新后再改')
export const AlreadyThere = problem('organisation:already-there', 409, '已经有同样的代码、账号或名称')
export const StillInUse = problem('organisation:still-in-use', 409, '还有人员、下级或在办件，暂时不能撤销')
export const NoSuchPlace = problem('organisation:no-such-place', 422, '没有这个机构或内设机构，或者它已经撤销')
export const CannotMove = problem('organisation:cannot-move', 422, '不能这样调整')
export const CannotDeputise = problem('organisation:cannot-deputise', 422, '不能这样安排 AB 岗')
