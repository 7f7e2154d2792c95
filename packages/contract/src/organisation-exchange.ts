import { Type, type Static } from 'typebox'
import { Nullable } from './page.ts'
import { problem } from './problem.ts'

const tags = ['organisation']

/** What can be handed in and taken out as a table. */
export const tables = { agencies: '机构', departments: '科室', halls: '政务大厅', staff: '人员' } as const
export type TableName = keyof typeof tables
export const TableName = Type.Unsafe<TableName>({
  type: 'string',
  enum: Object.keys(tables),
  examples: ['agencies'],
})

export interface Column {
  readonly title: string
  /** What is read and shown when the column is left out or a cell is empty. */
  readonly needed: boolean
  readonly note: string
}
const agencyCode = { title: '机构代码', needed: true, note: '18 位统一社会信用代码' }
const name = { needed: true, note: '最多 60 个字' }
const regionCode = { title: '区划代码', needed: true, note: '6 位或 12 位数字' }
const address = { title: '地址', needed: true, note: '最多 200 个字' }
const hours = { title: '办公时间', needed: true, note: '最多 200 个字' }

/** The columns of each table, by the names they have in the first line. The order does not matter. */
export const columns = {
  agencies: {
    code: agencyCode,
    name: { ...name, title: '机构名称' },
    parentCode: { title: '上级机构代码', needed: false, note: '最上层不填' },
    regionCode,
    level: { title: '级别', needed: true, note: '1 国家，2 省，3 市，4 县，5 乡镇，6 村' },
    address,
    hours,
    phone: { title: '电话', needed: true, note: '数字和横线' },
  },
  departments: {
    agencyCode,
    name: { ...name, title: '科室名称' },
    parentName: { title: '上级科室名称', needed: false, note: '最上层不填' },
  },
  halls: {
    agencyCode,
    name: { ...name, title: '大厅名称' },
    regionCode,
    address,
    hours,
    windows: { title: '窗口', needed: false, note: '每行一个，写成“窗口：业务”' },
  },
  staff: {
    login: { title: '账号', needed: true, note: '小写字母开头，3 到 40 位' },
    name: { title: '姓名', needed: true, note: '最多 40 个字' },
    agencyCode,
    departmentName: { title: '科室名称', needed: false, note: '不分科室不填' },
    phone: { title: '手机号', needed: false, note: '只在新进时填；导出时不含' },
  },
} as const satisfies Record<TableName, Record<string, Column>>

export const MAX_IMPORT_BYTES = 2 * 1024 * 1024
export const MAX_IMPORT_ROWS = 2_000
/** Each first password is hashed slowly; more people come in several files. */
export const MAX_NEW_STAFF = 200

export const ImportLine = Type.Object(
  {
    line: Type.Integer({ description: '表里的行号，第一行是列名' }),
    key: Type.String({ description: '这一行说的是谁' }),
    act: Type.Union([Type.Literal('created'), Type.Literal('changed'), Type.Literal('fault')]),
    column: Nullable(Type.String({ description: '有问题的列名' })),
    reason: Nullable(Type.String()),
    firstPassword: Nullable(Type.String({ description: '新进人员的初始密码，只在导入成功时出现一次' })),
  },
  { title: 'ImportLine' },
)
export type ImportLine = Static<typeof ImportLine>

export const ImportReport = Type.Object(
  {
    applied: Type.Boolean({ description: 'false：试算，或者有行有问题，什么也没有写入' }),
    created: Type.Integer(),
    changed: Type.Integer(),
    same: Type.Integer(),
    faults: Type.Integer(),
    lines: Type.Array(ImportLine, { maxItems: MAX_IMPORT_ROWS, description: '没有变化的行不列出' }),
  },
  { title: 'ImportReport' },
)
export type ImportReport = Static<typeof ImportReport>

/** POST of multipart/form-data with one part `file`. Without `apply` it is tried and taken back: nothing is written. */
export const importTable = {
  method: 'POST',
  url: '/organisation/imports',
  schema: {
    tags,
    summary: '导入机构、科室、大厅、人员（multipart/form-data，字段名 file；CSV 或 XLSX）。有一行有问题就全部不写入',
    consumes: ['multipart/form-data'],
    querystring: Type.Object({
      table: TableName,
      apply: Type.Optional(Type.Boolean({ description: '不填为试算', examples: [false] })),
    }),
    response: { 200: ImportReport },
  },
} as const

export const exportTable = {
  method: 'POST',
  url: '/organisation/exports',
  schema: {
    tags,
    summary: '导出机构、科室、大厅、人员，改好后可以再导入；记入审计',
    body: Type.Object(
      { table: TableName, format: Type.Union([Type.Literal('csv'), Type.Literal('xlsx')]) },
      { additionalProperties: false, examples: [{ table: 'agencies', format: 'xlsx' }] },
    ),
    response: { 200: Type.Unsafe<Blob>({ type: 'string', format: 'binary' }) },
  },
} as const

export const UnreadableTable = problem('organisation:unreadable-table', 422, '这个文件读不出来')
export const TableTooLarge = problem('organisation:table-too-large', 413, '文件太大，请分成几个文件')
