export const pageStyle = `
:root { --brand: #1552b8; --ink: #1c2430; --soft: #5a6473; --line: #e3e8ef; }
* { box-sizing: border-box; }
body { margin: 0; background: #f4f6f9; color: var(--ink); font: 16px/1.6 system-ui, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif; }
header { background: var(--brand); color: #fff; padding: 28px max(20px, calc((100% - 1320px) / 2)) 64px; }
header h1 { margin: 0; font-size: 26px; display: flex; flex-wrap: wrap; align-items: center; gap: 12px; }
header p { margin: 8px 0 0; }
.tag { font-size: 14px; font-weight: 500; background: #fff; color: var(--brand); border-radius: 999px; padding: 2px 12px; }
main { max-width: 1360px; margin: -40px auto 48px; padding: 0 20px; display: grid; gap: 20px; grid-template-columns: minmax(0, 1fr); }
.card { background: #fff; border-radius: 12px; padding: 20px 24px; box-shadow: 0 1px 3px rgb(20 40 80 / 8%); }
.card h2 { margin: 0; font-size: 19px; }
.hint { margin: 4px 0 14px; color: var(--soft); font-size: 15px; }
#inbox { display: grid; gap: 12px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); max-height: 340px; overflow-y: auto; }
#inbox > .hint { margin: 0; }
.sms { background: #f1f5fc; border-radius: 4px 14px 14px 14px; padding: 10px 14px; }
.sms p { margin: 0; overflow-wrap: anywhere; }
.sms .meta { display: flex; justify-content: space-between; color: var(--soft); font-size: 14px; margin-bottom: 2px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 15px; }
th, td { text-align: left; padding: 10px; border-bottom: 1px solid var(--line); white-space: nowrap; }
thead th { color: var(--soft); font-weight: 500; }
tbody tr:hover { background: #f7f9fc; }
tbody th b { font-weight: 600; user-select: all; }
code { font: 15px/1.6 ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; user-select: all; }
td:last-child { min-width: 11em; white-space: normal; }
.none { color: var(--soft); }
:focus-visible { outline: 3px solid #ffb020; outline-offset: 2px; }
`
