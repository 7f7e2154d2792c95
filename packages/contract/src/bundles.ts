import type { FormSchema } from '@zhengtong/domain/form-rules'
import { bundleLabels, type BundleStatus as Status, type ChildPhase as Phase } from '@zhengtong/domain/bundle-status'
import { Type, type Static } from 'typebox'
import { Key, Scalar, strict } from './bundle-definition.ts'
import { FormValue, MaterialFiles } from './cases.ts'
import { Audience } from './catalogue.ts'
import { Id, IdParams, Instant, LegalDate, Nullable } from './page.ts'
import { problem } from './problem.ts'

/** Bundles (一件事): several items applied for at once, each child a case of its own. */
const Saving = Type.Object({ apart: Type.Integer(), together: Type.Integer() })

const card = {
  code: Key,
  name: Type.String(),
  summary: Type.String(),
  audience: Audience,
  children: Type.Integer({ description: 'how many items it takes care of at most' }),
  saving: Type.Object({ forms: Saving, fields: Saving, materials: Saving, visits: Saving }),
}
export const BundleCard = Type.Object(card, { title: 'BundleCard' })
export type BundleCard = Static<typeof BundleCard>

export const BundleChild = Type.Object({
  key: Key,
  itemCode: Type.String(),
  itemVersion: Type.Integer(),
  itemName: Type.String(),
  agencyName: Type.String(),
  when: Type.Optional(Type.Object({ field: Type.String(), equals: Type.Array(Scalar) })),
  after: Type.Array(Key),
  promise: Type.String({ description: 'in words' }),
  workdays: Type.Integer({ description: 'promised working days, 0 = 即办' }),
  resultName: Nullable(Type.String()),
})
export const BundlePage = Type.Object(
  {
    ...card,
    version: Type.Integer(),
    who: Type.String(),
    region: Type.String(),
    regionName: Type.String(),
    form: Type.Unsafe<FormSchema>({ type: 'object', additionalProperties: true }),
    materials: Type.Array(
      Type.Object({
        id: Key,
        materialName: Type.String(),
        fillExplain: Type.String(),
        usedBy: Type.Array(Key),
        requiredBy: Type.Array(Key),
      }),
    ),
    items: Type.Array(BundleChild),
    promise: Type.Object({
      workdays: Type.Integer({ description: 'of the longest chain' }),
      path: Type.Array(Key),
    }),
    fee: Type.Integer({ description: '分, all children together' }),
  },
  { title: 'BundlePage' },
)
export type BundlePage = Static<typeof BundlePage>

/** One application for a bundle; `id` is made by the client and makes it idempotent. */
export const BundleSubmission = Type.Object(
  {
    id: Id,
    code: Key,
    version: Type.Integer({ minimum: 1 }),
    region: Type.String({ pattern: '^\\d{6}(\\d{3})?$' }),
    items: Type.Array(
      Type.Object(
        { key: Key, itemCode: Type.String({ maxLength: 100 }), itemVersion: Type.Integer({ minimum: 1 }) },
        strict,
      ),
      { maxItems: 20, description: 'the children that the answers choose, in the versions that were read' },
    ),
    form: FormValue,
    materials: MaterialFiles,
  },
  {
    title: 'BundleSubmission',
    additionalProperties: false,
    examples: [
      {
        id: '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60',
        code: 'newborn',
        version: 1,
        region: '770101',
        items: [{ key: 'service', itemCode: '11770101MB0000182L4772023010001', itemVersion: 1 }],
        form: { childName: '张小宝' },
        materials: [{ materialId: 'parents-id', fileIds: ['0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f61'] }],
      },
    ],
  },
)
export type BundleSubmission = Static<typeof BundleSubmission>

export const BundleReceipt = Type.Object(
  {
    id: Id,
    name: Type.String(),
    submittedAt: Instant,
    cases: Type.Array(
      Type.Object({
        itemName: Type.String(),
        agencyName: Type.String(),
        caseNumber: Type.String(),
        queryCode: Type.String(),
      }),
      { description: 'the children that started at once' },
    ),
    later: Type.Array(Type.String(), { description: 'names of the items that start by themselves' }),
    next: Type.String(),
  },
  { title: 'BundleReceipt' },
)
export type BundleReceipt = Static<typeof BundleReceipt>

export const BundleStatus = Type.Unsafe<Status>({ type: 'string', enum: Object.keys(bundleLabels) })
const phases: Phase[] = ['waiting', 'stuck', 'open', 'yours', 'granting', 'granted', 'failed', 'withdrawn', 'dropped']
export const ChildPhase = Type.Unsafe<Phase>({ type: 'string', enum: phases })

export const BundleStep = Type.Object({
  key: Key,
  itemName: Type.String(),
  agencyName: Type.String(),
  phase: ChildPhase,
  label: Type.String(),
  words: Nullable(Type.String(), { description: 'what it waits for, or why it does not go on' }),
  caseId: Nullable(Id),
  caseNumber: Nullable(Type.String()),
  dueOn: Nullable(LegalDate),
  dueIs: Nullable(Type.Union([Type.Literal('notice'), Type.Literal('promise'), Type.Literal('expected')])),
  resultName: Nullable(Type.String()),
  resultNumber: Nullable(Type.String()),
  fields: Type.Array(Type.Object({ name: Type.String(), title: Type.String() }), {
    description: 'what an earlier result should have filled in and did not; to be given when it is started by hand',
  }),
  actions: Type.Array(Type.Union([Type.Literal('withdraw'), Type.Literal('start')])),
})
export const BundleProgress = Type.Object(
  {
    id: Id,
    code: Key,
    name: Type.String(),
    subject: Nullable(Type.String(), { description: 'whom it is about, when not the applicant; name masked' }),
    submittedAt: Instant,
    status: BundleStatus,
    label: Type.String(),
    accepted: Type.Boolean({ description: 'all children that started at once are accepted' }),
    granted: Type.Integer(),
    dueOn: Nullable(LegalDate, { description: 'when the last child is expected' }),
    steps: Type.Array(BundleStep),
    actions: Type.Array(Type.Literal('withdraw')),
  },
  { title: 'BundleProgress' },
)
export type BundleProgress = Static<typeof BundleProgress>

/** What an officer sees of the bundle of his case: of other agencies' cases the status only. */
export const StaffBundle = Type.Object(
  {
    name: Type.String(),
    subject: Nullable(Type.String()),
    label: Type.String(),
    items: Type.Array(
      Type.Object({
        itemName: Type.String(),
        agencyName: Type.String(),
        label: Type.String(),
        phase: ChildPhase,
        isThis: Type.Boolean(),
      }),
    ),
  },
  { title: 'StaffBundle' },
)
export type StaffBundle = Static<typeof StaffBundle>

const tags = ['bundles']
const Place = Type.Object({ region: Type.String({ pattern: '^\\d{6}(\\d{3})?$' }) })
const ChildParams = Type.Object({ id: Id, key: Type.String({ maxLength: 40 }) })

export const listBundles = {
  method: 'GET',
  url: '/bundles',
  schema: {
    tags,
    summary: '某地区可以“一件事”办的事',
    querystring: Place,
    response: { 200: Type.Array(BundleCard) },
  },
} as const

export const getBundle = {
  method: 'GET',
  url: '/bundles/:code',
  schema: {
    tags,
    summary: '一件事：包含的事项、一张表单、一套材料、承诺时间',
    params: Type.Object({ code: Type.String({ maxLength: 40 }) }),
    querystring: Place,
    response: { 200: BundlePage },
  },
} as const

export const submitBundle = {
  method: 'POST',
  url: '/bundle-applications',
  schema: {
    tags,
    summary: '提交一件事申请。同一编号、同一内容重复提交，得到第一次的回执',
    body: BundleSubmission,
    response: { 201: BundleReceipt },
  },
} as const

export const getBundleProgress = {
  method: 'GET',
  url: '/bundle-applications/:id',
  schema: { tags, summary: '我的一件事办到哪一步', params: IdParams, response: { 200: BundleProgress } },
} as const

export const withdrawBundle = {
  method: 'POST',
  url: '/bundle-applications/:id/withdraw',
  schema: {
    tags,
    summary: '撤回一件事里还没有决定的事项，已经办成的不受影响',
    params: IdParams,
    body: Type.Object({}, strict),
    response: { 200: BundleProgress },
  },
} as const

export const withdrawChild = {
  method: 'POST',
  url: '/bundle-applications/:id/children/:key/withdraw',
  schema: {
    tags,
    summary: '不办其中一项（还没有开始的）',
    params: ChildParams,
    body: Type.Object({}, strict),
    response: { 200: BundleProgress },
  },
} as const

export const startChild = {
  method: 'POST',
  url: '/bundle-applications/:id/children/:key/start',
  schema: {
    tags,
    summary: '没能自动开始的一项，补上缺的内容后开始',
    params: ChildParams,
    body: Type.Object({ form: FormValue }, { additionalProperties: false, examples: [{ form: {} }] }),
    response: { 200: BundleProgress },
  },
} as const

export const getStaffBundle = {
  method: 'GET',
  url: '/staff/cases/:id/bundle',
  schema: { tags, summary: '办件所属的一件事和其他事项的状态', params: IdParams, response: { 200: StaffBundle } },
} as const

export const BundleNotFound = problem('bundles:not-found', 404, '没有找到这件一件事')
export const BundleNotOffered = problem(
  'bundles:not-offered',
  409,
  '这个地区还不能办这件一件事，请换个地区，或者逐项办理',
)
export const BundleChanged = problem('bundles:changed', 409, '一件事的内容刚刚更新，请核对后重新提交')
export const BundleDiffers = problem('bundles:differs', 409, '这件一件事已经提交过，内容不同，不能重复使用同一编号')
export const PersonOnly = problem('bundles:person-only', 409, '一件事要以本人身份办理，请先切换回本人')
export const SubjectIsApplicant = problem('bundles:subject-is-applicant', 409, '逝者不能是申请人本人，请核对身份证号')
export const ChildNotOpen = problem('bundles:child-not-open', 409, '这个事项现在不能申请，恢复后可以在这里开始')
export const AccountGone = problem('bundles:account-gone', 409, '申请人的账号已经注销')
export const ChildStarted = problem('bundles:child-started', 409, '这一项已经开始或者结束，请到办件里操作')
