import { Type, type Static } from 'typebox'

/** A kind of problem (RFC 9457): `type` is stable and what clients compare, `title` is what a person reads. */
export interface ProblemType {
  readonly type: string
  readonly status: number
  readonly title: string
}

/** Names a problem type `urn:problem:<module>:<fact>`. */
export function problem(code: string, status: number, title: string): ProblemType {
  return { type: `urn:problem:${code}`, status, title }
}

export const FieldFault = Type.Object(
  { path: Type.String({ description: 'JSON pointer of the field' }), message: Type.String() },
  { title: 'FieldFault' },
)
export type FieldFault = Static<typeof FieldFault>

/** The problem page every refused request gets, as `application/problem+json`. */
export const ProblemPage = Type.Object(
  {
    type: Type.String(),
    status: Type.Integer(),
    title: Type.String(),
    detail: Type.Optional(Type.String()),
    instance: Type.Optional(Type.String({ description: 'request id, to quote when asking for help' })),
    errors: Type.Optional(Type.Array(FieldFault)),
  },
  {
    title: 'Problem',
    additionalProperties: true,
    examples: [
      {
        type: 'urn:problem:request:invalid',
        status: 400,
        title: '填写的内容有误',
        errors: [{ path: '/name', message: '请填写姓名' }],
      },
    ],
  },
)
export type ProblemPage = Static<typeof ProblemPage>

export const InvalidRequest = problem('request:invalid', 400, '填写的内容有误，请按提示修改')
export const NotSignedIn = problem('identity:not-signed-in', 401, '请先登录')
export const NotAllowed = problem('access:not-allowed', 403, '您没有办理这项操作的权限')
export const CrossSite = problem('request:cross-site', 403, '请求来自其他网站，已拦截')
export const NotFound = problem('request:not-found', 404, '没有找到您要的内容')
export const TooLarge = problem('request:too-large', 413, '提交的内容过大')
export const UnsupportedMedia = problem('request:unsupported-media-type', 415, '不支持这种提交格式')
export const TooManyRequests = problem('request:too-many', 429, '操作太频繁，请稍后再试')
export const Internal = problem('server:internal', 500, '办理没有成功，内容没有丢失，请稍后重试或拨打 12345')
export const Busy = problem('server:busy', 503, '当前办理人数较多，请稍后重试')
