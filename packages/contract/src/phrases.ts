import { Type, type Static } from 'typebox'
import { Id, IdParams, Nullable } from './page.ts'
import { problem } from './problem.ts'

/** 常用语: words that officers need again and again; shipped with the product, shared by an agency, or one's own. */
export const MOST_PHRASES = 50

/** For what words a phrase is, in the order of the settings page. */
export const phrasePurposes = {
  comment: '内部批注',
  note: '给同事的备注',
  supplement: '补正和退回修改',
  mark: '材料上的标注',
  deviation: '指南以外的理由',
  refuse: '不予受理的理由',
  'review-grant': '审查意见：准予',
  'review-deny': '审查意见：不予准予',
  grant: '准予的说明',
  deny: '不予准予的理由',
  return: '退回的原因',
  opinion: '会办意见',
  procedure: '特别程序、延期、减免等的理由',
} as const
export type PhrasePurpose = keyof typeof phrasePurposes

/** What the console puts in when a phrase is used; in phrases they stand in braces. */
export const phrasePlaceholders = ['事项名称', '材料名称', '申请人', '办件编号', '承诺办结日'] as const
export type PhrasePlaceholder = (typeof phrasePlaceholders)[number]

const PhrasePurpose = Type.Unsafe<PhrasePurpose>({ type: 'string', enum: Object.keys(phrasePurposes) })
const Words = Type.String({ minLength: 2, maxLength: 500, pattern: '\\S\\s*\\S' })
/** Whose it is: one's own, or shared by the agency. */
const Shelf = Type.Union([Type.Literal('own'), Type.Literal('agency')])
export type PhraseShelf = Static<typeof Shelf>

export const Phrase = Type.Object(
  {
    id: Id,
    purpose: PhrasePurpose,
    words: Type.String(),
    version: Type.Integer({ description: 'goes up with every change; send it back with yours' }),
  },
  { title: 'Phrase' },
)
export type Phrase = Static<typeof Phrase>

export const Phrases = Type.Object(
  {
    own: Type.Array(Phrase, { maxItems: MOST_PHRASES }),
    agency: Type.Array(Phrase, { maxItems: MOST_PHRASES }),
    shipped: Type.Array(Type.Object({ purpose: PhrasePurpose, words: Type.String() })),
    sharing: Type.Boolean({ description: 'this officer keeps the shared phrases of his agency' }),
  },
  { title: 'Phrases' },
)
export type Phrases = Static<typeof Phrases>

export const TooManyPhrases = problem(
  'cases:too-many-phrases',
  409,
  `最多保存 ${MOST_PHRASES} 条常用语，请先删除不用的`,
)
export const PhraseMoved = problem('cases:phrase-moved', 409, '常用语刚刚被改过，请看过最新内容再改')

const tags = ['staff']
const response = { 200: Phrases } as const

export const listPhrases = {
  method: 'GET',
  url: '/staff/phrases',
  schema: { tags, summary: '常用语：自己的、本单位共用的和系统自带的', response },
} as const

export const savePhrase = {
  method: 'PUT',
  url: '/staff/phrases/:id',
  schema: {
    tags,
    summary: '新增或修改一条常用语；本单位共用的由负责人维护',
    params: IdParams,
    body: Type.Object(
      {
        shelf: Shelf,
        purpose: PhrasePurpose,
        words: Words,
        version: Nullable(Type.Integer({ minimum: 1 }), { description: 'the one that was seen; null: a new phrase' }),
      },
      {
        additionalProperties: false,
        examples: [{ shelf: 'own', purpose: 'supplement', words: '{材料名称}看不清，请重新拍照上传。', version: null }],
      },
    ),
    response,
  },
} as const

export const deletePhrase = {
  method: 'DELETE',
  url: '/staff/phrases/:id',
  schema: {
    tags,
    summary: '删除一条常用语',
    params: IdParams,
    querystring: Type.Object({ shelf: Shelf }),
    response,
  },
} as const

export const orderPhrases = {
  method: 'POST',
  url: '/staff/phrase-orders',
  schema: {
    tags,
    summary: '排列常用语：这一类的全部编号，按新的先后',
    body: Type.Object(
      { shelf: Shelf, ids: Type.Array(Id, { minItems: 1, maxItems: MOST_PHRASES, uniqueItems: true }) },
      { additionalProperties: false, examples: [{ shelf: 'own', ids: ['0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60'] }] },
    ),
    response,
  },
} as const
