import { Type, type Static } from 'typebox'
import { StoredFile } from './files.ts'
import { Id, IdParams, Instant, LegalDate, Nullable, Page, PageQuery } from './page.ts'
import { problem } from './problem.ts'

const tags = ['personal']
const ItemCode = Type.String({ minLength: 1, maxLength: 100, pattern: '^[0-9A-Za-z.-]+$' })

export const MAX_FAVOURITES = 100
export const Favourite = Type.Object(
  {
    itemCode: Type.String(),
    itemName: Type.String(),
    agencyName: Type.String(),
    canApply: Type.Boolean(),
    addedAt: Instant,
  },
  { title: 'Favourite' },
)
export type Favourite = Static<typeof Favourite>

export const listFavourites = {
  method: 'GET',
  url: '/me/favourites',
  schema: { tags, summary: '我收藏的事项', response: { 200: Type.Array(Favourite, { maxItems: MAX_FAVOURITES }) } },
} as const
export const addFavourite = {
  method: 'PUT',
  url: '/me/favourites/:itemCode',
  schema: {
    tags,
    summary: '收藏一个事项',
    params: Type.Object({ itemCode: ItemCode }),
    response: { 204: Type.Null() },
  },
} as const
export const removeFavourite = {
  method: 'DELETE',
  url: '/me/favourites/:itemCode',
  schema: { tags, summary: '取消收藏', params: Type.Object({ itemCode: ItemCode }), response: { 204: Type.Null() } },
} as const

/** What kind of paper a kept file is: lets a form offer the fitting ones first. */
export const VaultKind = Type.Union([
  Type.Literal('identity'),
  Type.Literal('household'),
  Type.Literal('marriage'),
  Type.Literal('education'),
  Type.Literal('property'),
  Type.Literal('other'),
])
export type VaultKind = Static<typeof VaultKind>
export const MAX_VAULT_FILES = 50
export const VaultFile = Type.Object(
  { ...StoredFile.properties, kind: VaultKind, title: Type.String(), addedAt: Instant },
  { title: 'VaultFile' },
)
export type VaultFile = Static<typeof VaultFile>

export const listVault = {
  method: 'GET',
  url: '/me/vault',
  schema: { tags, summary: '我的材料库', response: { 200: Type.Array(VaultFile, { maxItems: MAX_VAULT_FILES }) } },
} as const
export const keepInVault = {
  method: 'PUT',
  url: '/me/vault/:id',
  schema: {
    tags,
    summary: '把自己上传的文件放进材料库（编号即文件编号），以后办事可以直接选用。需要先同意材料库使用说明',
    params: IdParams,
    body: Type.Object(
      { kind: VaultKind, title: Type.String({ minLength: 1, maxLength: 60 }) },
      { additionalProperties: false, examples: [{ kind: 'identity', title: '身份证正反面' }] },
    ),
    response: { 200: VaultFile },
  },
} as const
export const removeFromVault = {
  method: 'DELETE',
  url: '/me/vault/:id',
  schema: { tags, summary: '从材料库删除；已提交的办件不受影响', params: IdParams, response: { 204: Type.Null() } },
} as const

export const ConsentKind = Type.Union([
  Type.Literal('service-agreement'),
  Type.Literal('identity-data'),
  Type.Literal('materials-vault'),
  Type.Literal('face-check'),
])
export type ConsentKind = Static<typeof ConsentKind>
export const Consent = Type.Object(
  {
    kind: ConsentKind,
    title: Type.String(),
    version: Type.String({ description: 'of the text in force' }),
    text: Type.String(),
    isExtra: Type.Boolean({ description: 'may be withdrawn without losing the service' }),
    state: Type.Union([
      Type.Literal('given'),
      Type.Literal('outdated'),
      Type.Literal('withdrawn'),
      Type.Literal('never'),
    ]),
    givenVersion: Nullable(Type.String()),
    at: Nullable(Instant, { description: 'when it was given or withdrawn last' }),
  },
  { title: 'Consent' },
)
export type Consent = Static<typeof Consent>

export const listConsents = {
  method: 'GET',
  url: '/me/consents',
  schema: { tags, summary: '我的同意记录和现行文本', response: { 200: Type.Array(Consent, { maxItems: 20 }) } },
} as const
export const giveConsent = {
  method: 'PUT',
  url: '/me/consents/:kind',
  schema: {
    tags,
    summary: '同意现行版本',
    params: Type.Object({ kind: ConsentKind }),
    body: Type.Object(
      { version: Type.String({ minLength: 1, maxLength: 40 }) },
      { additionalProperties: false, examples: [{ version: '2026-11-01' }] },
    ),
    response: { 200: Consent },
  },
} as const
export const withdrawConsent = {
  method: 'DELETE',
  url: '/me/consents/:kind',
  schema: {
    tags,
    summary: '撤回同意；基本服务不受影响',
    params: Type.Object({ kind: ConsentKind }),
    response: { 200: Consent },
  },
} as const

export const AccessRecord = Type.Object(
  {
    id: Id,
    day: LegalDate,
    lastAt: Instant,
    times: Type.Integer(),
    staffName: Type.String({ description: 'masked' }),
    agencyName: Type.String(),
    what: Type.Union([Type.Literal('case'), Type.Literal('file'), Type.Literal('document')]),
    caseId: Id,
    itemName: Type.String(),
  },
  { title: 'AccessRecord' },
)
export type AccessRecord = Static<typeof AccessRecord>
export const listAccesses = {
  method: 'GET',
  url: '/me/accesses',
  schema: {
    tags,
    summary: '谁看过我的信息：工作人员每天第几次打开我的办件和材料，最近的在前',
    querystring: Type.Object(PageQuery),
    response: { 200: Page(AccessRecord) },
  },
} as const

export const revealMe = {
  method: 'POST',
  url: '/me/revealed',
  schema: {
    tags,
    summary: '显示自己的完整身份证号和手机号，留下记录',
    response: { 200: Type.Object({ idNumber: Type.String(), phone: Nullable(Type.String()) }) },
  },
} as const

export const DataExport = Type.Object(
  {
    id: Id,
    state: Type.Union([
      Type.Literal('preparing'),
      Type.Literal('ready'),
      Type.Literal('taken'),
      Type.Literal('expired'),
    ]),
    requestedAt: Instant,
    expiresAt: Nullable(Instant),
  },
  { title: 'DataExport' },
)
export type DataExport = Static<typeof DataExport>
export const requestExport = {
  method: 'PUT',
  url: '/me/exports/:id',
  schema: {
    tags,
    summary: '请求导出我的全部数据（编号由客户端产生），准备好后会发消息',
    params: IdParams,
    response: { 200: DataExport },
  },
} as const
export const listExports = {
  method: 'GET',
  url: '/me/exports',
  schema: { tags, summary: '我的数据导出', response: { 200: Type.Array(DataExport, { maxItems: 10 }) } },
} as const
export const takeExport = {
  method: 'GET',
  url: '/me/exports/:id/content',
  schema: {
    tags,
    summary: '下载导出的数据（ZIP，内含 JSON 和可阅读的网页）：24 小时内有效，只能下载一次',
    params: IdParams,
    response: { 200: Type.Unsafe<Blob>({ type: 'string', format: 'binary' }) },
  },
} as const

export const Deletion = Type.Object(
  {
    openCases: Type.Array(Type.Object({ id: Id, itemName: Type.String(), statusLabel: Type.String() }), {
      maxItems: 50,
    }),
    represents: Type.Array(Type.String(), {
      maxItems: 100,
      description: 'organisations that need another representative',
    }),
    erased: Type.Array(Type.String(), { description: 'what is deleted, in plain words' }),
    kept: Type.Array(Type.Object({ what: Type.String(), why: Type.String() })),
    coolingDays: Type.Integer(),
    requestedAt: Nullable(Instant),
    eraseOn: Nullable(LegalDate),
  },
  { title: 'Deletion' },
)
export type Deletion = Static<typeof Deletion>
export const getDeletion = {
  method: 'GET',
  url: '/me/deletion',
  schema: { tags, summary: '注销账号：会删什么、依法保留什么、现在能不能办', response: { 200: Deletion } },
} as const
export const requestDeletion = {
  method: 'POST',
  url: '/me/deletion',
  schema: {
    tags,
    summary: '申请注销账号，7 天后执行，期间可以取消',
    body: Type.Object(
      { understood: Type.Literal(true) },
      { additionalProperties: false, examples: [{ understood: true }] },
    ),
    response: { 200: Deletion },
  },
} as const
export const cancelDeletion = {
  method: 'DELETE',
  url: '/me/deletion',
  schema: { tags, summary: '取消注销', response: { 200: Deletion } },
} as const

export const TooManyFavourites = problem('personal:too-many-favourites', 409, '收藏最多 100 个，请先取消不用的收藏')
export const VaultFull = problem('personal:vault-full', 409, '材料库最多放 50 份，请先删除不用的材料')
export const VaultNeedsConsent = problem('personal:vault-needs-consent', 409, '使用材料库前，请先阅读并同意使用说明')
export const ConsentOutdated = problem('personal:consent-outdated', 409, '说明已更新，请阅读新版本后再同意')
export const NotWithdrawable = problem(
  'personal:not-withdrawable',
  409,
  '服务协议是使用平台的基础，不能单独撤回。不想再用可以注销账号',
)
export const TooManyExports = problem('personal:too-many-exports', 429, '每天最多导出 3 次，请明天再试')
export const ExportGone = problem('personal:export-gone', 410, '这份导出已经下载过或已过期，请重新导出')
export const CasesOpen = problem('personal:cases-open', 409, '您还有正在办的事，办结或撤回后才能注销账号')
