import { Type, type Static } from 'typebox'
import { Id, IdParams, Instant, LegalDate, Nullable, Page, PageQuery } from './page.ts'
import { problem } from './problem.ts'

/** What cards are raised for, with the words that people read. */
export const cardRules = {
  receipt: '收件期限将到，还没有告知是否受理',
  'silent-acceptance': '五个工作日没有告知，视为受理',
  promise: '承诺办结期限',
  legal: '法定办结期限',
  'step-accepted': '初审步骤期限',
  'step-first-reviewed': '复审步骤期限',
  'step-reviewed': '决定步骤期限',
  opinion: '会办意见逾期未答',
  special: '特别程序超过预计时间',
  delivery: '结果送达期限',
  check: '承诺核查期限',
  'second-supplement': '第二次要求补正',
  deviation: '要求提交办事指南以外的材料',
  'thin-reason': '不予受理、不予准予、撤销或终止的理由过于简单',
  'early-result': '容缺材料补齐之前发出结果',
} as const
export type CardRule = keyof typeof cardRules

export const cardStates = {
  open: '待处理',
  urged: '已督办',
  answered: '已答复',
  appealed: '申诉中',
  cancelled: '已撤销',
} as const
export type CardState = keyof typeof cardStates

const State = Type.Unsafe<CardState>({ type: 'string', enum: Object.keys(cardStates) })
const Rule = Type.Unsafe<CardRule>({ type: 'string', enum: Object.keys(cardRules) })
const Level = Type.Union([Type.Literal('yellow'), Type.Literal('red')])

export const Card = Type.Object(
  {
    id: Id,
    caseId: Id,
    caseNumber: Type.String(),
    itemName: Type.String(),
    agencyName: Type.String(),
    rule: Rule,
    ruleName: Type.String(),
    level: Level,
    state: State,
    version: Type.Integer(),
    dueOn: Nullable(LegalDate),
    answerDueOn: Nullable(LegalDate, { description: 'by when the agency has to answer an urging' }),
    isAnswerLate: Type.Boolean({ description: 'urged, and that day has passed' }),
    raisedAt: Instant,
  },
  { title: 'Card' },
)
export type Card = Static<typeof Card>

export const CardAction = Type.Union([
  Type.Literal('urge'),
  Type.Literal('answer'),
  Type.Literal('appeal'),
  Type.Literal('uphold'),
  Type.Literal('dismiss'),
])
export type CardAction = Static<typeof CardAction>

export const CardDetail = Type.Object(
  {
    ...Card.properties,
    steps: Type.Array(
      Type.Object({ action: CardAction, title: Type.String(), by: Type.String(), words: Type.String(), at: Instant }),
    ),
    actions: Type.Array(CardAction, { description: 'what this person may do now' }),
  },
  { title: 'CardDetail' },
)
export type CardDetail = Static<typeof CardDetail>

const tags = ['supervision']

export const listCards = {
  method: 'GET',
  url: '/supervision/cards',
  schema: {
    tags,
    summary: '权限范围内的黄牌和红牌，最近的在前',
    querystring: Type.Object({
      level: Type.Optional(Level),
      state: Type.Optional(State),
      rule: Type.Optional(Rule),
      agency: Type.Optional(Type.String({ minLength: 1, maxLength: 40, description: 'code of the agency' })),
      late: Type.Optional(Type.Boolean({ description: 'only urgings whose answer is overdue' })),
      ...PageQuery,
    }),
    response: { 200: Page(Card) },
  },
} as const

export const listCardAgencies = {
  method: 'GET',
  url: '/supervision/card-agencies',
  schema: {
    tags,
    summary: '权限范围内有黄牌或红牌的部门（最多 500 个）',
    response: {
      200: Type.Array(Type.Object({ code: Type.String(), name: Type.String() }, { title: 'CardAgency' }), {
        maxItems: 500,
      }),
    },
  },
} as const

export const countCards = {
  method: 'GET',
  url: '/supervision/card-counts',
  schema: {
    tags,
    summary: '未了结的黄牌和红牌数（最多数到 1,000）',
    response: { 200: Type.Object({ yellow: Type.Integer(), red: Type.Integer() }) },
  },
} as const

export const getCard = {
  method: 'GET',
  url: '/supervision/cards/:id',
  schema: { tags, summary: '一张牌和它的处理经过', params: IdParams, response: { 200: CardDetail } },
} as const

export const actOnCard = {
  method: 'POST',
  url: '/supervision/cards/:id/steps',
  schema: {
    tags,
    summary: '督办、答复、申诉、申诉成立、申诉不成立',
    params: IdParams,
    body: Type.Object(
      {
        actId: Id,
        version: Type.Integer({ minimum: 1 }),
        action: CardAction,
        words: Type.String({ minLength: 2, maxLength: 2000 }),
      },
      {
        additionalProperties: false,
        examples: [
          { actId: '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60', version: 1, action: 'urge', words: '请尽快办结。' },
        ],
      },
    ),
    response: { 200: CardDetail },
  },
} as const

export const CardNotFound = problem('supervision:card-not-found', 404, '没有找到这张牌')
export const CardMoved = problem('supervision:card-moved', 409, '这张牌刚刚被处理过，请查看最新状态')
export const CardActNotAllowed = problem('supervision:not-allowed-now', 409, '这张牌现在不能这样处理')
export const CardActDiffers = problem('supervision:act-differs', 409, '这个操作编号已用于其他操作')
