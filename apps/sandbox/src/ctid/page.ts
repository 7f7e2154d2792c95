import { pageStyle } from '../page-style.ts'
import type { Person } from '../population/person.ts'
import type { Authentication } from './authentications.ts'

const escape = (text: string) =>
  text.replaceAll(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign)

const frame = (content: string) => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>可信身份认证（沙箱）</title>
<link rel="icon" href="data:,">
<style>${pageStyle}
form { display: grid; gap: 16px; }
select, button { font: inherit; min-height: 48px; border-radius: 8px; padding: 0 12px; border: 1px solid #8a94a3; background: #fff; }
button { border-color: var(--brand); color: var(--brand); }
button.primary { background: var(--brand); color: #fff; }
label { display: grid; gap: 4px; } label.line { display: flex; gap: 8px; align-items: center; }
</style>
</head>
<body>
<header><h1>可信身份认证 <span class="tag">沙箱</span></h1><p>这里代替手机上的国家网络身份认证应用。</p></header>
<main><section class="card">${content}</section></main>
</body>
</html>`

export const messagePage = (message: string) => frame(`<p>${escape(message)}</p>`)

/** What the person sees in the app of the platform: who asks, for what, and whether he agrees. */
export function confirmPage({ bsn, mode, expected }: Authentication, people: readonly Person[]): string {
  const how = mode === 'portrait' ? '比对人像' : '使用网证'
  const options = people
    .filter((person) => !person.troubles)
    .map((person) => {
      const mine = person.idNumber === expected?.idNumber ? ' selected' : ''
      return `<option value="${person.idNumber}"${mine}>${escape(person.name)}</option>`
    })
  const others =
    expected && !people.some(({ idNumber }) => idNumber === expected.idNumber)
      ? `<option value="${expected.idNumber}" selected>${escape(expected.name)}</option>`
      : ''
  return frame(`<h2>政通请求${how}确认您的身份</h2>
<p class="hint">只告诉对方“是”或“不是”，不会给出您的证件号码，除非您在下面同意。</p>
<form method="get" action="/ctid/answer">
<input type="hidden" name="bsn" value="${escape(bsn)}">
<label>您是（演示时选一个人）<select name="holder">${others}${options.join('')}</select></label>
${expected ? '' : '<label class="line"><input type="checkbox" name="disclose" value="1"> 同意把姓名和身份证号提供给政通，用于办理业务</label>'}
<button class="primary">确认是我本人</button>
</form>
<p><a href="/ctid/answer?bsn=${escape(bsn)}">拒绝</a></p>`)
}
