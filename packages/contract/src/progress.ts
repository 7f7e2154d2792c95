import { Type, type Static } from 'typebox'
import { LegalDate } from './page.ts'

const tags = ['cases']

export const Progress = Type.Object(
  {
    itemName: Type.String(),
    agencyName: Type.String(),
    statusLabel: Type.String(),
    step: Type.Integer(),
    updatedOn: LegalDate,
  },
  { title: 'Progress' },
)
export type Progress = Static<typeof Progress>

export const trackCase = {
  method: 'POST',
  url: '/progress',
  schema: {
    tags,
    summary: '凭办件编号或查询码查进度，只显示状态，不显示个人信息',
    body: Type.Object(
      { code: Type.String({ minLength: 13, maxLength: 50 }) },
      { additionalProperties: false, examples: [{ code: '7712345678903' }] },
    ),
    response: { 200: Progress },
  },
} as const
