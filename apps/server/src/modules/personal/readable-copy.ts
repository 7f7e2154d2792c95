/** The same data as a page that anybody can open and print: headings, lists and tables of names and values. */
export function readableCopy(data: Record<string, unknown>): string {
  const parts = Object.entries(data).map(
    ([title, value]) => `<section><h2>${escape(title)}</h2>${shown(value)}</section>`,
  )
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>我的数据</title>
<style>
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.6 system-ui, sans-serif; color: #1c2430; overflow-wrap: anywhere }
section { margin: 1.5rem 0 } dl { margin: 0 0 1rem; padding: .75rem 1rem; border: 1px solid #d5dbe5; border-radius: .5rem }
dt { color: #56606e; font-size: .9rem } dd { margin: 0 0 .5rem }
</style>
<h1>我的数据</h1>
<p>这是平台保存的与您有关的数据。同一内容也在“我的数据.json”里，供程序读取。请妥善保管。</p>
${parts.join('\n')}
</html>
`
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length ? value.map((each) => shown(each)).join('') : '<p>没有</p>'
  if (value !== null && typeof value === 'object') {
    const rows = Object.entries(value).map(([name, inner]) => `<dt>${escape(name)}</dt><dd>${shown(inner)}</dd>`)
    return rows.length ? `<dl>${rows.join('')}</dl>` : '没有'
  }
  return value === null || value === undefined || value === '' ? '没有' : escape(String(value))
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
