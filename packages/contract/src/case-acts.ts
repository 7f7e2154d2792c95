import { Type } from 'typebox'
import { Act, CaseDetail, FormValue, MaterialFiles } from './cases.ts'
import { IdParams } from './page.ts'

const tags = ['cases']

const Answer = Type.Object(
  { ...Act, form: Type.Optional(FormValue), materials: MaterialFiles },
  { additionalProperties: false },
)

export const supplementCase = {
  method: 'POST',
  url: '/cases/:id/supplement',
  schema: {
    tags,
    summary: '按通知补正材料',
    params: IdParams,
    body: Answer,
    response: { 200: CaseDetail },
  },
} as const

export const resubmitCase = {
  method: 'POST',
  url: '/cases/:id/resubmission',
  schema: {
    tags,
    summary: '预审退回后修改并重新提交',
    params: IdParams,
    body: Answer,
    response: { 200: CaseDetail },
  },
} as const

export const objectToNotice = {
  method: 'POST',
  url: '/cases/:id/objection',
  schema: {
    tags,
    summary: '对办事指南以外的要求提出异议；提出后可以不提交该项',
    params: IdParams,
    body: Type.Object(
      { ...Act, words: Type.String({ minLength: 2, maxLength: 1000 }) },
      { additionalProperties: false },
    ),
    response: { 200: CaseDetail },
  },
} as const

export const handInOwed = {
  method: 'POST',
  url: '/cases/:id/owed-materials',
  schema: {
    tags,
    summary: '补交承诺后补的材料（容缺）',
    params: IdParams,
    body: Type.Object({ ...Act, materials: MaterialFiles }, { additionalProperties: false }),
    response: { 200: CaseDetail },
  },
} as const

export const withdrawCase = {
  method: 'POST',
  url: '/cases/:id/withdrawal',
  schema: {
    tags,
    summary: '在作出决定之前撤回申请',
    params: IdParams,
    body: Type.Object(
      { ...Act, reason: Type.Optional(Type.String({ maxLength: 500 })) },
      { additionalProperties: false },
    ),
    response: { 200: CaseDetail },
  },
} as const
