import type { Person } from '../population/person.ts'
import { escapeHtml } from '../escape.ts'
import { pageStyle } from '../page-style.ts'
import type { Business } from './desk.ts'

const style = `${pageStyle}
.app { max-width: 440px; margin: 0 auto; padding: 16px; }
.app .card { display: grid; gap: 14px; }
.app label { display: grid; gap: 4px; font-weight: 600; }
.app input { font: inherit; padding: 12px; border: 1px solid #8a94a3; border-radius: 8px; width: 100%; }
.app button { font: inherit; min-height: 48px; border-radius: 8px; border: 1px solid var(--brand); background: #fff; color: var(--brand); }
.app button[value=confirm] { background: var(--brand); color: #fff; }
.fault { color: #b3261e; margin: 0; }
dl { margin: 0; display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; }
dt { color: var(--soft); } dd { margin: 0; }
`
const sharing = `<label style="grid-template-columns:auto 1fr;font-weight:400"><input type="checkbox" name="share" value="yes" style="width:24px;height:24px">
<span>另外同意把我的<b>姓名和公民身份号码</b>加密转交给对方，用来建立办事账号。不勾选也可以确认身份，只是建不了账号。</span></label>
`
const frame = (title: string, body: string) => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body><main class="app"><section class="card"><h1 style="margin:0;font-size:20px">${title}</h1>
<p class="hint" style="margin:0">沙箱演示：这一页扮演国家网络身份认证应用，不是真的。</p>
${body}</section></main></body></html>`

/** The page in the authority's own app: who asks for what, and the person's decision. */
export function confirmPage(
  { bsn, relyingParty, purpose, share }: Business,
  people: readonly Person[],
  fault = '',
): string {
  const known = people.map(({ name, idNumber }) => `<option value="${idNumber}">${escapeHtml(name)}</option>`).join('')
  return frame(
    '网络身份认证',
    `<dl><dt>谁要认证</dt><dd>${escapeHtml(relyingParty)}</dd><dt>用来做什么</dt><dd>${escapeHtml(purpose)}</dd>
<dt>对方得到什么</dt><dd>认证结果和一个专用代号${share ? '；姓名和公民身份号码只在您另外同意时转交' : '，不含身份证号'}</dd></dl>
<form method="post" action="/trusted/confirm/${bsn}" style="display:grid;gap:14px">
${fault ? `<p class="fault" role="alert">${fault}</p>` : ''}
<label>演示：以谁的网证确认<input name="idNumber" list="people" autocomplete="off" required placeholder="示例人员的身份证号"></label>
<datalist id="people">${known}</datalist>
<label>办事页面上的两位数字<input name="checkCode" inputmode="numeric" maxlength="2" autocomplete="off"></label>
${share ? sharing : ''}<button name="act" value="confirm">确认是我本人</button>
<button name="act" value="decline" formnovalidate>不是我发起的，拒绝</button>
</form>`,
  )
}

export const donePage = (message: string): string => frame('网络身份认证', `<p role="status">${message}</p>`)
