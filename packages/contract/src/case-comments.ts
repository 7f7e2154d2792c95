import { Type, type Static } from 'typebox'
import { Id, IdParams, Instant, Nullable, Page, PageQuery } from './page.ts'
import { problem } from './problem.ts'

/** 内部批注: what officers who may read a case write to each other about it; no applicant ever sees one. */
export const MOST_COMMENT_CHARACTERS = 1000
/** Minutes in which a comment may be taken back. */
export const TAKE_BACK_MINUTES = 10

export const Comment = Type.Object(
  {
    id: Id,
    at: Instant,
    officerName: Type.String(),
    agencyName: Type.String({ description: 'of the officer' }),
    words: Nullable(Type.String(), { description: 'null: taken back' }),
    removableUntil: Nullable(Instant, { description: 'until when this officer may take it back; null: he may not' }),
  },
  { title: 'Comment' },
)
export type Comment = Static<typeof Comment>

export const CommentDiffers = problem('cases:comment-differs', 409, '这条批注已经写过，内容不同，请重新打开页面')
export const CommentStays = problem(
  'cases:comment-stays',
  409,
  `批注写下 ${TAKE_BACK_MINUTES} 分钟后不能收回，可以再写一条更正`,
)
export const CommentNotFound = problem('cases:comment-not-found', 404, '没有找到您的这条批注')

const tags = ['staff']

export const listComments = {
  method: 'GET',
  url: '/staff/cases/:id/comments',
  schema: {
    tags,
    summary: '办件的内部批注，最近的在前',
    params: IdParams,
    querystring: Type.Object(PageQuery),
    response: { 200: Page(Comment) },
  },
} as const

export const writeComment = {
  method: 'POST',
  url: '/staff/cases/:id/comments',
  schema: {
    tags,
    summary: '写内部批注，只给能查看这个办件的工作人员看',
    params: IdParams,
    body: Type.Object(
      { id: Id, words: Type.String({ minLength: 1, maxLength: MOST_COMMENT_CHARACTERS, pattern: '\\S' }) },
      {
        additionalProperties: false,
        examples: [{ id: '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f62', words: '已电话联系申请人，周三前补来原件。' }],
      },
    ),
    response: { 200: Comment },
  },
} as const

export const takeCommentBack = {
  method: 'DELETE',
  url: '/staff/cases/:id/comments/:commentId',
  schema: {
    tags,
    summary: `收回自己写的批注，限 ${TAKE_BACK_MINUTES} 分钟内；留有记录`,
    params: Type.Object({ id: Id, commentId: Id }),
    response: { 200: Comment },
  },
} as const
