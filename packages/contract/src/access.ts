import { Type, type Static } from 'typebox'
import { problem } from './problem.ts'

/** Functional permissions of staff, with the names administrators see. */
export const permissions = {
  accept: '受理',
  review: '审查',
  decide: '决定',
  approve: '批准特别程序和延期',
  supervise: '监督',
  'appointments-desk': '预约签到和叫号',
  'appointments-settings': '预约设置',
  'catalogue-edit': '编制办事指南',
  'catalogue-approve-agency': '部门审核指南',
  'catalogue-approve-legal': '法制审核指南',
  'catalogue-approve-office': '政务办审核指南',
  operate: '系统运维',
  organise: '机构人员管理',
  grant: '授权管理',
  audit: '审计',
} as const
export type Permission = keyof typeof permissions

/** Duties that exclude each other (三员分立): whoever administers holds no business role. */
export const duties = { business: '业务办理', system: '系统管理', security: '安全管理', audit: '审计管理' } as const
export type Duty = keyof typeof duties

/** The permissions that a role of each duty may hold. */
export const dutyPermissions: Record<Duty, readonly Permission[]> = {
  business: [
    'accept',
    'review',
    'decide',
    'approve',
    'supervise',
    'appointments-desk',
    'appointments-settings',
    'catalogue-edit',
    'catalogue-approve-agency',
    'catalogue-approve-legal',
    'catalogue-approve-office',
  ],
  system: ['operate', 'organise'],
  security: ['grant'],
  audit: ['audit'],
}

/** How far a role sees. */
export const scopes = {
  own: '本人经办',
  department: '本科室',
  agency: '本机构',
  'agency-tree': '本机构及下级机构',
  region: '行政区划及以下',
  chosen: '指定机构',
} as const
export type ScopeKind = keyof typeof scopes

/** Labels of fields, the lowest first: a role sees fields up to its clearance in clear. */
export const clearances = { public: '公开', internal: '内部', sensitive: '敏感', high: '高敏' } as const
export type Clearance = keyof typeof clearances

/** One literal for each key of a table of names. */
function keysOf<T extends Record<string, string>>(names: T) {
  return Type.Unsafe<keyof T>({ type: 'string', enum: Object.keys(names) })
}
export const Permission = keysOf(permissions)
export const Duty = keysOf(duties)
export const ScopeKind = keysOf(scopes)
export const Clearance = keysOf(clearances)

export const Staff = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    agencyCode: Type.String(),
    agencyName: Type.String(),
    permissions: Type.Array(Permission),
    firstSteps: Type.Array(Type.Union([Type.Literal('change-password'), Type.Literal('enrol-totp')])),
  },
  { title: 'Staff' },
)
export type Staff = Static<typeof Staff>

const tags = ['staff']

export const signInStaff = {
  method: 'POST',
  url: '/staff/sessions',
  schema: {
    tags,
    summary: '工作人员登录：密码和动态口令',
    body: Type.Object(
      {
        login: Type.String({ minLength: 1, maxLength: 60 }),
        password: Type.String({ minLength: 1, maxLength: 72 }),
        totp: Type.Optional(Type.String({ pattern: '^\\d{6}$', description: '首次登录、尚未绑定时不填' })),
      },
      { additionalProperties: false, examples: [{ login: 'wang.ga', password: 'Demo-2026-wang', totp: '123456' }] },
    ),
    response: { 200: Staff },
  },
} as const

export const signOutStaff = {
  method: 'DELETE',
  url: '/staff/sessions/current',
  schema: { tags, summary: '退出登录', response: { 204: Type.Null() } },
} as const

export const getStaff = {
  method: 'GET',
  url: '/staff/me',
  schema: { tags, summary: '当前登录的工作人员', response: { 200: Staff } },
} as const

export const WrongStaffCredentials = problem('access:wrong-credentials', 401, '账号、密码或动态口令不正确')
export const AddressNotAllowed = problem('access:address-not-allowed', 403, '工作台只能在本单位的网络里使用')
export const StaffSignInLocked = problem('access:sign-in-locked', 429, '登录失败次数太多，请稍后再试')
