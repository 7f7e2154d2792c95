import { Type, type Static } from 'typebox'
import { application } from './cases.ts'
import { StoredFile } from './files.ts'
import { Id, IdParams, Instant, Nullable } from './page.ts'
import { problem } from './problem.ts'

const tags = ['cases']

/** An application that is being filled in: of a person, or of an organisation, whose people share it. */
export const Draft = Type.Object(
  {
    id: Id,
    ...application,
    begunBy: Nullable(
      Type.String({ description: 'the colleague who began a draft of the organisation; null: oneself' }),
    ),
    relativeName: Nullable(Type.String({ description: 'masked; null: for oneself' })),
    itemName: Type.String(),
    savedAt: Instant,
    outdated: Type.Boolean({ description: 'the guide has a newer version' }),
  },
  { title: 'Draft' },
)
export type Draft = Static<typeof Draft>

/** What a newer guide means for what he has filled in; `path` leads to the field or material, if it is there. */
export const DraftChange = Type.Object(
  {
    kind: Type.Union([Type.Literal('gone'), Type.Literal('new'), Type.Literal('invalid'), Type.Literal('changed')]),
    path: Type.String(),
    message: Type.String(),
  },
  { title: 'DraftChange' },
)

export const saveDraft = {
  method: 'PUT',
  url: '/drafts/:id',
  schema: {
    tags,
    summary: '保存草稿（编号由客户端产生，提交后即办件编号）',
    params: IdParams,
    body: Type.Object(application, { additionalProperties: false }),
    response: { 200: Draft },
  },
} as const

export const listDrafts = {
  method: 'GET',
  url: '/drafts',
  schema: { tags, summary: '我的草稿', response: { 200: Type.Array(Draft, { maxItems: 50 }) } },
} as const

export const getDraft = {
  method: 'GET',
  url: '/drafts/:id',
  schema: {
    tags,
    summary: '一份草稿',
    params: IdParams,
    response: {
      200: Type.Object({
        ...Draft.properties,
        files: Type.Array(StoredFile),
        changes: Type.Array(DraftChange, { description: 'field by field, when the guide has a newer version' }),
      }),
    },
  },
} as const

export const discardDraft = {
  method: 'DELETE',
  url: '/drafts/:id',
  schema: { tags, summary: '删除草稿', params: IdParams, response: { 204: Type.Null() } },
} as const

export const DraftNotFound = problem('cases:draft-not-found', 404, '没有找到这份草稿')
export const TooManyDrafts = problem('cases:too-many-drafts', 409, '草稿最多保存 50 份，请先删除不用的草稿')
