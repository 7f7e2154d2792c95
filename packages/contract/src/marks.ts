import { Type, type Static } from 'typebox'
import { Id, IdParams, Instant, Nullable } from './page.ts'
import { problem } from './problem.ts'

/** Places that officers marked on files of a case (标注); a notice takes them to the applicant. At most 50 drafts a case. */
export const MOST_MARKS = 50
/** Longest note: it is one line of a notice. */
export const NOTE_LENGTH = 200

const Share = Type.Number({ minimum: 0, maximum: 1 })
export const MarkRect = Type.Object(
  { x: Share, y: Share, width: Share, height: Share },
  { additionalProperties: false, description: 'shares of the page as it lies in the file; 0, 0, 1, 1: the whole page' },
)
const place = {
  fileId: Id,
  page: Type.Integer({ minimum: 1, maximum: 5_000, description: 'of an image always 1' }),
  rect: MarkRect,
  note: Type.String({ minLength: 2, maxLength: NOTE_LENGTH, pattern: '\\S' }),
}
const Where = Type.String({ description: 'in words, e.g. 第2页右下方' })

/** A mark as the notice keeps it. */
export const NoticeMark = Type.Object({ id: Id, ...place, where: Where }, { title: 'NoticeMark' })
export type NoticeMark = Static<typeof NoticeMark>

export const Mark = Type.Object(
  {
    id: Id,
    materialId: Type.String(),
    ...place,
    where: Where,
    officerName: Type.String(),
    at: Instant,
    version: Type.Integer(),
    sentAt: Nullable(Instant, { description: 'went to the applicant with a notice then, and stays as it is' }),
    mayChange: Type.Boolean({ description: 'by this officer: who drew it, or who handles the case' }),
  },
  { title: 'Mark' },
)
export type Mark = Static<typeof Mark>

export const MarkList = Type.Object(
  {
    marks: Type.Array(Mark, { maxItems: 200 }),
    whyNot: Nullable(Type.String(), { description: 'why this officer cannot mark anything now; null: he can' }),
  },
  { title: 'MarkList' },
)
export type MarkList = Static<typeof MarkList>

export const MarkWish = Type.Object(
  {
    materialId: Type.String({ minLength: 1, maxLength: 40 }),
    ...place,
    version: Type.Integer({ minimum: 0, description: 'of the mark as the officer saw it; 0: a new one' }),
  },
  {
    additionalProperties: false,
    examples: [
      {
        materialId: 'id-card',
        fileId: '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60',
        page: 2,
        rect: { x: 0.6, y: 0.7, width: 0.2, height: 0.1 },
        note: '印章看不清',
        version: 0,
      },
    ],
  },
)
export type MarkWish = Static<typeof MarkWish>

export const TooManyMarks = problem('cases:too-many-marks', 409, `一个办件最多 ${MOST_MARKS} 处标注，请先删除不用的`)
export const MarkMoved = problem('cases:mark-moved', 409, '这处标注刚被同事修改或删除，请查看最新内容')
export const MarkOfAnother = problem('cases:mark-of-another', 403, '只有标注的人和经办人可以修改或删除这处标注')

const tags = ['staff']
const params = Type.Object({ id: Id, markId: Id })
const response = { 200: MarkList } as const

export const listMarks = {
  method: 'GET',
  url: '/staff/cases/:id/marks',
  schema: { tags, summary: '办件材料上的标注', params: IdParams, response },
} as const
export const putMark = {
  method: 'PUT',
  url: '/staff/cases/:id/marks/:markId',
  schema: {
    tags,
    summary: '在材料上标注一处，编号由客户端生成，重复提交不会多出一处',
    params,
    body: MarkWish,
    response,
  },
} as const
export const deleteMark = {
  method: 'DELETE',
  url: '/staff/cases/:id/marks/:markId',
  schema: { tags, summary: '删除还没有发出的标注', params, response },
} as const
