import { Type, type Static } from 'typebox'
import { documentKinds, type DocumentKind } from '@zhengtong/domain/documents'
import { Id, IdParams, Instant, LegalDate, Nullable } from './page.ts'
import { problem } from './problem.ts'

const tags = ['documents']

/** A document (文书) that a case gave. */
export const CaseDocument = Type.Object(
  {
    id: Id,
    kind: Type.Unsafe<DocumentKind>({ type: 'string', enum: Object.keys(documentKinds) }),
    title: Type.String({ description: 'e.g. 受理通知书' }),
    number: Type.String({ description: 'within the agency, e.g. 受理〔2026〕第000123号' }),
    dated: LegalDate,
    issuedAt: Instant,
    openedAt: Nullable(Instant, { description: 'when the applicant first opened it; null: not yet' }),
  },
  { title: 'CaseDocument' },
)
export type CaseDocument = Static<typeof CaseDocument>

const DocumentParams = Type.Object({ id: Id, documentId: Id })
const Pdf = Type.Unsafe<Blob>({ type: 'string', format: 'binary' })

export const listDocuments = {
  method: 'GET',
  url: '/cases/:id/documents',
  schema: {
    tags,
    summary: '我的办件的文书，按办理先后',
    params: IdParams,
    response: { 200: Type.Array(CaseDocument) },
  },
} as const

export const openDocument = {
  method: 'GET',
  url: '/cases/:id/documents/:documentId',
  schema: {
    tags,
    summary: '打开一份文书（PDF）；第一次打开的时间记为阅读时间',
    params: DocumentParams,
    response: { 200: Pdf },
  },
} as const

export const listStaffDocuments = {
  method: 'GET',
  url: '/staff/cases/:id/documents',
  schema: {
    tags,
    summary: '办件的文书，及申请人的阅读时间',
    params: IdParams,
    response: { 200: Type.Array(CaseDocument) },
  },
} as const

export const openStaffDocument = {
  method: 'GET',
  url: '/staff/cases/:id/documents/:documentId',
  schema: {
    tags,
    summary: '工作人员打开一份文书（PDF），查看会留下记录',
    params: DocumentParams,
    response: { 200: Pdf },
  },
} as const

export const Verification = Type.Object(
  {
    title: Type.String(),
    number: Type.String(),
    agencyName: Type.String(),
    applicant: Type.String({ description: 'masked name' }),
    dated: LegalDate,
    revokedOn: Nullable(LegalDate, { description: 'the decision it tells of was revoked then' }),
    sm3: Nullable(Type.String(), { description: 'digest of its PDF; null: nobody has opened it, so there is none' }),
  },
  { title: 'Verification' },
)
export type Verification = Static<typeof Verification>

/** A POST, so that the token stands in no log of addresses. */
export const verifyDocument = {
  method: 'POST',
  url: '/document-verifications',
  schema: {
    tags,
    summary: '凭文书二维码里的核验码查真伪',
    body: Type.Object(
      { token: Type.String({ minLength: 10, maxLength: 100 }) },
      { additionalProperties: false, examples: [{ token: 'kq3Zt0s9yX2mE7vB1nR5cW8uH4jL6oPaFdGiTeQzVyM' }] },
    ),
    response: { 200: Verification },
  },
} as const

export const DocumentNotKnown = problem(
  'documents:not-known',
  404,
  '没有找到这份文书：核验码不对，或者文书不是本平台制发的',
)
