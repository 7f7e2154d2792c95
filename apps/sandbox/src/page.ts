import { factorKinds, factors } from '@zhengtong/domain/identity-factor'
import type { FastifyInstance } from 'fastify'
import { authorities } from './authorities/table.ts'
import type { Person } from './population/person.ts'
import type { Population } from './population/population.ts'
import { escapeHtml } from './escape.ts'
import { pageStyle } from './page-style.ts'
import type { Company, Registry } from './registry/companies.ts'
import type { Inbox, Sms } from './sms/inbox.ts'

/** Reloads the messages alone: a reload of the page would lose the number a reader has just selected. */
const script = `
const inbox = document.getElementById('inbox')
setInterval(async () => {
  const reply = await fetch('/inbox').catch(() => null)
  if (!reply?.ok) return
  const html = await reply.text()
  if (html !== inbox.dataset.shown) inbox.innerHTML = inbox.dataset.shown = html
}, 3000)`

/** The page for people: who can be registered with which numbers, and what the demo phones have received. */
export async function pageRoutes(
  app: FastifyInstance,
  { population, registry, inbox }: { population: Population; registry: Registry; inbox: Inbox },
): Promise<void> {
  const messages = () =>
    inbox.latest(20).map(messageCard).join('') ||
    '<p class="hint">还没有短信。在政通里获取验证码后，短信会出现在这里。</p>'

  app.get('/', (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(page(population.list(), registry.list(), messages())),
  )
  app.get('/inbox', (_request, reply) => reply.type('text/html; charset=utf-8').send(messages()))
}

function page(people: readonly Person[], companies: readonly Company[], messages: string): string {
  const ordinary = people.filter((person) => !person.troubles)
  const troubled = people.filter((person) => person.troubles)
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>沙箱：外部世界</title>
<link rel="icon" href="data:,">
<style>${pageStyle}</style>
</head>
<body>
<header>
  <h1>沙箱：外部世界 <span class="tag">示例数据 · 仅供演示</span></h1>
  <p>这里代替真实的核验机构、短信网关和文件存储。人员和号码都是编造的，地区代码 77 不属于任何省份。</p>
</header>
<main>
  <section class="card" aria-labelledby="sms">
    <h2 id="sms">手机短信</h2>
    <p class="hint">最近 20 条，新的在前，自动更新。</p>
    <div id="inbox" role="log" aria-label="手机短信" tabindex="0">${messages}</div>
  </section>
  <section class="card" aria-labelledby="people">
    <h2 id="people">示例人员</h2>
    <p class="hint">注册时填写姓名、身份证号和任意两项信息。点一下号码即可整段选中，再复制。</p>
    ${peopleTable(ordinary, '示例人员')}
  </section>
  <section class="card" aria-labelledby="companies">
    <h2 id="companies">示例企业</h2>
    <p class="hint">法定代表人登录后，用统一社会信用代码登记企业，再授权经办人。</p>
    ${companyTable(companies)}
  </section>
  <section class="card" aria-labelledby="troubles">
    <h2 id="troubles">故障演示人员</h2>
    <p class="hint">用这些人注册，可以看到核验机构出故障时的样子。</p>
    ${peopleTable(troubled, '故障演示人员')}
  </section>
</main>
<script>${script}</script>
</body>
</html>`
}

function peopleTable(people: readonly Person[], label: string): string {
  const head = ['姓名', '身份证号', ...factorKinds.map((kind) => factors[kind].label), '说明']
    .map((title) => `<th scope="col">${title}</th>`)
    .join('')
  const rows = people.map(
    (person) => `<tr>
      <th scope="row"><b>${escapeHtml(person.name)}</b></th>${number(person.idNumber)}${factorKinds.map((kind) => number(person[kind])).join('')}
      <td>${escapeHtml(person.note ?? troublesText(person))}</td></tr>`,
  )
  return `<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

const statusNames: Record<Company['status'], string> = { active: '存续', cancelled: '注销', revoked: '吊销' }

function companyTable(companies: readonly Company[]): string {
  const rows = companies.map(
    ({
      code,
      name,
      type,
      status,
      representative,
    }) => `<tr><th scope="row"><b>${escapeHtml(name)}</b></th>${number(code)}
      <td>${escapeHtml(type)}</td><td>${statusNames[status]}</td><td>${escapeHtml(representative.name)}</td></tr>`,
  )
  return `<div class="scroll" role="region" aria-label="示例企业" tabindex="0"><table><thead><tr><th scope="col">名称</th><th scope="col">统一社会信用代码</th><th scope="col">类型</th><th scope="col">登记状态</th><th scope="col">法定代表人</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

function number(value: string | undefined): string {
  return value === undefined ? '<td class="none">无</td>' : `<td><code>${escapeHtml(value)}</code></td>`
}

/** For people put in at run time without a note. */
function troublesText({ troubles = {} }: Person): string {
  return authorities.flatMap(({ code, name }) => (troubles[code] ? `${name}：${troubles[code]}` : [])).join('；')
}

function messageCard({ phone, text, at }: Sms): string {
  const time = new Date(at).toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false })
  return `<article class="sms"><p class="meta"><code>${escapeHtml(phone)}</code><time datetime="${at}">${time}</time></p><p>${escapeHtml(text)}</p></article>`
}
