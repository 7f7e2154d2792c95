import { columns, type ImportReport, type TableName } from '@zhengtong/contract/organisation-exchange'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { csv, readCsv } from '../../platform/csv.ts'
import { readXlsx, xlsx } from '../../platform/xlsx.ts'
import { startTestApp } from '../../testing/app.ts'
import { anOfficer, aProvince, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

let app: TestApp
let admin: { id: string; cookie: string }
let here: string
beforeAll(async () => {
  app = await startTestApp()
  const { agency } = await aProvince(app)
  here = agency.code
  admin = await anOfficer(app, agency.code, ['organise'])
  await sql`update access.staff set login = 'org.test' where id = ${admin.id}`.execute(app.services.db)
})
afterAll(() => app.close())

const titles = (table: TableName) => Object.values(columns[table]).map(({ title }) => title)
const BOUNDARY = 'xxBOUNDARYxx'

async function handIn<T = ImportReport>(table: TableName, file: string | Buffer, apply = true) {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n`
  const answer = await app.app.inject({
    method: 'POST',
    url: `/api/v1/organisation/imports?table=${table}&apply=${apply}`,
    headers: { cookie: admin.cookie, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    payload: Buffer.concat([Buffer.from(head), Buffer.from(file), Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]),
  })
  return { status: answer.statusCode, body: answer.json() as T }
}
const rows = (table: TableName, ...lines: string[][]) => csv([titles(table), ...lines])
async function takeOut(table: TableName, format: 'csv' | 'xlsx' = 'csv') {
  const answer = await app.app.inject({
    method: 'POST',
    url: '/api/v1/organisation/exports',
    headers: { cookie: admin.cookie },
    payload: { table, format },
  })
  expect(answer.statusCode).toBe(200)
  return answer.rawPayload
}
const count = async (table: string) => {
  const { rows: found } = await sql<{ n: number }>`select count(*)::int as n from access.${sql.ref(table)}`.execute(
    app.services.db,
  )
  return found[0]?.n ?? 0
}

const [top, child] = ['11770100MB9000010A', '11770101MB9000020B']
const agencyLines = [
  [child, '云岭区示例局', top, '770101', '4', '和平大道 2 号', '工作日', '0770-8801001'],
  [top, '云溪市示例局', '', '770100', '3', '和平大道 1 号', '工作日', '0770-8801000'],
]

test('agencies: tried first, written whole, unchanged by a second run, and the tree follows', async () => {
  const before = await count('agency')
  const tried = await handIn('agencies', rows('agencies', ...agencyLines), false)
  expect(tried).toMatchObject({ status: 200, body: { applied: false, created: 2, faults: 0 } })
  expect(await count('agency')).toBe(before)
  const done = await handIn('agencies', rows('agencies', ...agencyLines))
  expect(done.body).toMatchObject({ applied: true, created: 2, changed: 0, same: 0, faults: 0 })
  expect(await count('agency')).toBe(before + 2)
  const edition = () => sql`select number from access.edition`.execute(app.services.db).then((found) => found.rows[0])
  const again = await handIn('agencies', rows('agencies', ...agencyLines))
  expect(again.body).toMatchObject({ applied: true, created: 0, changed: 0, same: 2, lines: [] })
  const now = await edition()
  await handIn('agencies', rows('agencies', ...agencyLines), false)
  expect(await edition()).toEqual(now)
  const [first = []] = agencyLines
  const renamed = [first.with(1, '云岭区样本局').with(5, '和平大道 3 号')]
  expect((await handIn('agencies', rows('agencies', ...renamed))).body).toMatchObject({ changed: 1 })
  const { body } = await send<{ agency: { name: string; parentCode: string }; changes: unknown[] }>(
    app,
    admin,
    'GET',
    `/organisation/agencies/${child}`,
  )
  expect(body.agency).toMatchObject({ name: '云岭区样本局', parentCode: top })
  expect(body.changes).toHaveLength(3)
})

test('one bad row keeps everything out, and each is told with its line, column and reason', async () => {
  const before = await count('agency')
  const line = (code: string, change: Record<number, string> = {}) =>
    Object.entries(change).reduce(
      (cells, [index, text]) => cells.with(Number(index), text),
      [code, '新局', '', '770101', '4', '某路 1 号', '工作日', '0770-8801002'],
    )
  const { body } = await handIn(
    'agencies',
    rows(
      'agencies',
      line('11770101MB9000100C'),
      line('123'),
      line('11770101MB9000101C', { 1: '' }),
      line('11770101MB9000102C', { 3: '779999' }),
      line('11770101MB9000103C', { 2: '11770101MB9999999C' }),
      line('11770101MB9000100C'),
      line(here, { 4: '3', 3: '770101' }),
    ),
  )
  expect(body).toMatchObject({ applied: false, created: 1, faults: 6 })
  expect(body.lines.filter(({ act }) => act === 'fault').map((each) => [each.line, each.column, each.reason])).toEqual([
    [3, '机构代码', '格式不对：18 位统一社会信用代码'],
    [4, '机构名称', '不能空着'],
    [5, '区划代码', '没有这个区划'],
    [6, null, '没有这个机构或内设机构，或者它已经撤销'],
    [7, '机构代码', '和第 2 行重复'],
    [8, '级别', '级别不能改，现在是 4'],
  ])
  expect(await count('agency')).toBe(before)
  // A circle: each would be below the other.
  const circle = [agencyLines[0]?.with(1, '甲') ?? [], agencyLines[1]?.with(2, child) ?? []]
  expect((await handIn('agencies', rows('agencies', ...circle))).body).toMatchObject({ applied: false, faults: 1 })
})

test('departments form their tree, halls their windows; an export handed in again changes nothing', async () => {
  const departments = rows('departments', [here, '窗口一组', '政务科'], [here, '政务科', ''])
  expect((await handIn('departments', departments)).body).toMatchObject({ applied: true, created: 2 })
  expect((await handIn('departments', departments)).body).toMatchObject({ created: 0, same: 2 })
  const moved = rows('departments', [here, '窗口一组', ''])
  expect((await handIn('departments', moved)).body).toMatchObject({ changed: 1 })
  expect((await handIn('departments', rows('departments', [here, '二组', '没有的科']))).body.lines[0]).toMatchObject({
    column: '上级科室名称',
  })
  const hall = [here, '云岭区大厅', '770101', '和平大道 1 号', '工作日', '1 号窗口：综合\n2 号窗口：=1+1']
  expect((await handIn('halls', rows('halls', hall))).body).toMatchObject({ applied: true, created: 1 })
  expect((await handIn('halls', rows('halls', hall.with(4, '每天')))).body).toMatchObject({ changed: 1 })
  for (const table of ['agencies', 'departments', 'halls', 'staff'] as const)
    for (const format of ['csv', 'xlsx'] as const) {
      const file = await takeOut(table, format)
      const { status, body } = await handIn(table, file)
      expect({ status, ...body }, `${table}.${format}`).toMatchObject({
        applied: true,
        created: 0,
        changed: 0,
        faults: 0,
      })
      expect(body.same).toBe(
        await count(table === 'agencies' ? 'agency' : table === 'staff' ? 'staff' : table.slice(0, -1)),
      )
    }
})

test('new staff get first passwords that open the first steps; those who are there are moved; telephones stay in', async () => {
  const file = rows('staff', ['xin.a', '新甲', here, '政务科', '13800770031'], ['xin.b', '新乙', here, '', ''])
  const tried = await handIn('staff', file, false)
  expect(tried.body.lines.map(({ firstPassword }) => firstPassword)).toEqual([null, null])
  const { body } = await handIn('staff', file)
  expect(body).toMatchObject({ applied: true, created: 2 })
  const password = body.lines[0]?.firstPassword ?? ''
  const entered = await send(app, undefined, 'POST', '/staff/sessions', { login: 'xin.a', password })
  expect(entered).toMatchObject({ status: 200, body: { firstSteps: ['change-password', 'enrol-totp'] } })
  const again = await handIn('staff', file)
  expect(again.body).toMatchObject({ applied: true, same: 2, lines: [] })
  expect((await handIn('staff', rows('staff', ['xin.a', '新甲', here, '窗口一组', '']))).body).toMatchObject({
    changed: 1,
  })
  expect((await handIn('staff', rows('staff', ['xin.a', '别人', here, '', '']))).body.lines[0]).toMatchObject({
    column: '姓名',
  })
  expect(String(await takeOut('staff'))).not.toContain('13800770031')
  const { rows: kept } = await sql<{
    phone: string
  }>`select phone_sealed as phone from access.staff where login = 'xin.a'`.execute(app.services.db)
  expect(kept[0]?.phone).not.toContain('13800770031')
  const many = Array.from({ length: 201 }, (_, n) => [`many.${n}`, '多人', here, '', ''])
  expect((await handIn('staff', rows('staff', ...many))).status).toBe(413)
})

test('of two imports of one file at once, one makes and the other finds', async () => {
  const file = rows('staff', ['at.once', '同时', here, '', ''])
  const answers = await Promise.all([handIn('staff', file), handIn('staff', file)])
  expect(answers.map(({ body }) => body.created).toSorted()).toEqual([0, 1])
  expect(answers.every(({ body }) => body.applied)).toBe(true)
  expect(answers.flatMap(({ body }) => body.lines.map(({ firstPassword }) => firstPassword !== null))).toEqual([true])
})

test('what is no table, has strange columns or is too long is refused with a reason', async () => {
  const reasonOf = async (file: string | Buffer) => {
    const { status, body } = await handIn<{ type: string; detail: string }>('agencies', file)
    return [status, body.detail]
  }
  expect(await reasonOf('')).toEqual([422, '文件里没有内容'])
  expect(
    await reasonOf(
      csv([
        ['名称', '奇怪'],
        ['a', 'b'],
      ]),
    ),
  ).toEqual([422, '不认识的列：名称、奇怪'])
  expect((await reasonOf('机构名称\r\na'))[1]).toContain('缺少的列：机构代码')
  expect((await reasonOf('"a'))[1]).toContain('双引号')
  expect((await reasonOf(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1])))[1]).toContain('xls')
  expect((await reasonOf('PK\u0003\u0004...'))[1]).toContain('损坏')
  expect((await reasonOf(xlsx([['a'.repeat(40)]], 'a')))[0]).toBe(422)
  expect((await reasonOf(Buffer.alloc(2 * 1024 * 1024 + 1, 'a')))[0]).toBe(413)
  const long = Array.from({ length: 2_001 }, () => agencyLines[0] ?? [])
  expect((await reasonOf(rows('agencies', ...long)))[0]).toBe(413)
  const { status } = await send(app, admin, 'POST', '/organisation/imports?table=agencies', {})
  expect(status).toBe(415)
})

test('a file of Excel on a Chinese Windows is read, and formulas leave as text', async () => {
  // GB18030: the header 账号、姓名、机构代码 and one row.
  const gb = Buffer.from('d5cbbac52cd0d5c3fb2cbbfab9b9b4fac2eb0d0a', 'hex')
  const file = Buffer.concat([gb, Buffer.from('gb.one,'), Buffer.from('d5c5c8fd', 'hex'), Buffer.from(`,${here}\r\n`)])
  expect((await handIn('staff', file)).body).toMatchObject({ applied: true, created: 1 })
  const formula = ['11770101MB9000300C', '=HYPERLINK("http://x")', '', '770101', '4', '某路', '工作日', '0770-8801002']
  expect((await handIn('agencies', rows('agencies', formula))).body).toMatchObject({ created: 1 })
  const lines = (await takeOut('agencies')).toString().split('\r\n')
  expect(lines.find((line) => line.includes('HYPERLINK'))).toContain(`"'=HYPERLINK`)
  expect(readCsv(lines.join('\r\n'))?.find(({ cells }) => cells[0] === formula[0])?.cells[1]).toBe(formula[1])
  expect(readXlsx(await takeOut('agencies', 'xlsx'))[0]?.cells).toEqual(titles('agencies'))
})
