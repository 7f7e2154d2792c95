interface Operation {
  tags?: string[]
  summary?: string
  security?: Record<string, unknown>[]
  requestBody?: {
    content?: Record<
      string,
      { example?: unknown; examples?: Record<string, { value?: unknown }>; schema?: { examples?: unknown[] } }
    >
  }
  responses?: Record<string, { content?: Record<string, { schema?: { examples?: unknown[] } }> }>
}

const groups: Record<string, string> = {
  identity: '注册与登录',
  regions: '行政区划',
  catalogue: '事项与指南',
  files: '材料文件',
  cases: '申请与办件',
  notices: '消息',
  staff: '工作人员',
  operations: '系统运维',
  operation: '运行状态',
}
const callers: Record<string, string> = { citizen: '需申请人登录', registrant: '需注册凭证', staff: '需工作人员登录' }

/** The OpenAPI document as a plain page: grouped, foldable, with an example of each request and answer. No scripts. */
export function renderReference(document: object): string {
  const { paths = {} } = document as { paths?: Record<string, Record<string, Operation>> }
  const operations = Object.entries(paths).flatMap(([url, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ url, method, operation })),
  )
  const sections = Object.entries(groups).map(([tag, title]) => {
    const own = operations.filter(({ operation }) => operation.tags?.[0] === tag)
    return own.length ? `<section id="${tag}"><h2>${title}</h2>${own.map(renderOperation).join('')}</section>` : ''
  })
  const links = Object.entries(groups).map(([tag, title]) => `<a href="#${tag}">${title}</a>`)
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>政通 接口说明</title><link rel="stylesheet" href="/api/docs.css"></head><body><h1>政通 接口说明</h1>
<p>机器可读的版本:<a href="/api/openapi.json">OpenAPI 3.1</a>。错误一律是 <code>application/problem+json</code>,按 <code>type</code> 区分。</p>
<nav aria-label="分组">${links.join(' · ')}</nav>${sections.join('')}</body></html>`
}

function renderOperation({ url, method, operation }: { url: string; method: string; operation: Operation }): string {
  const caller = Object.keys(operation.security?.[0] ?? {})[0]
  const request = Object.values(operation.requestBody?.content ?? {})[0]
  const success = Object.entries(operation.responses ?? {}).find(([status]) => status.startsWith('2'))
  const answer = Object.values(success?.[1].content ?? {})[0]
  return `<details><summary><span class="method">${method.toUpperCase()}</span><code>${escape(url)}</code><span>${escape(operation.summary ?? '')}</span><span class="allow">${
    caller ? callers[caller] : '公开'
  }</span></summary>${example('请求', request?.example ?? request?.schema?.examples?.[0])}${example(`答复 ${success?.[0] ?? ''}`, answer?.schema?.examples?.[0])}</details>`
}

function example(title: string, value: unknown): string {
  return value === undefined ? '' : `<h3>${title}</h3><pre>${escape(JSON.stringify(value, null, 2))}</pre>`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
