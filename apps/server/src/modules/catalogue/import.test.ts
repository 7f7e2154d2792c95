import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemActor } from '../../platform/jobs.ts'
import { startTestApp } from '../../testing/app.ts'
import type { TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { sharedData } from '../../testing/shared-data.ts'
import { importHolidays } from '../calendar/index.ts'
import { importRegions } from '../regions/index.ts'
import { importItems } from './import.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const run = (file: string) => importItems(app.services.db, systemActor(app.services, 'test'), file, path.basename(file))
const files: [string, number][] = [
  ['items_sichuan_guangan.jsonl', 1135],
  ['items_jiangsu_danyang.jsonl', 554],
  ['items_shanghai_liaoning.jsonl', 136],
  ['guides_guangxi_sample.jsonl', 2],
]
for (const [name, lines] of files) {
  test(`${name} imports completely, and a second run changes nothing`, async () => {
    expect(await run(sharedData(name))).toEqual({ lines, changed: lines, unchanged: 0, bad: [] })
    expect(await run(sharedData(name))).toEqual({ lines, changed: 0, unchanged: lines, bad: [] })
  })
}

test('regions and streets import completely; placeholders are never shown, their children stand in', async () => {
  expect(await importRegions(app.services.db, sharedData('regions.jsonl'), 'test')).toMatchObject({
    lines: 3882,
    changed: 3882,
    bad: [],
  })
  expect(await importRegions(app.services.db, sharedData('regions_streets_pilot.jsonl'), 'test')).toMatchObject({
    lines: 320,
    bad: [],
  })
  expect(await importRegions(app.services.db, sharedData('regions.jsonl'), 'test')).toMatchObject({ changed: 0 })
  const below = async (parent: string) =>
    (await send<{ name: string }[]>(app, undefined, 'GET', `/regions?parent=${parent}`)).body.map(({ name }) => name)
  expect(await below('410000')).toContain('济源市')
  expect(await below('410000')).not.toContain('省直辖县')
  expect(await below('441900')).toContain('长安镇')
  const { rows } = await sql<{ code: string }>`select code from regions.region where level < 3`.execute(app.services.db)
  for (const { code } of rows.slice(0, 60))
    expect((await below(code)).filter((name) => ['市辖区', '县', '省直辖县'].includes(name))).toEqual([])
}, 60_000)

test('holidays import completely and count at once', async () => {
  expect(await importHolidays(app.services.db, sharedData('holidays_cn.jsonl'), 'test')).toMatchObject({
    lines: 769,
    changed: 769,
    bad: [],
  })
  expect(await importHolidays(app.services.db, sharedData('holidays_cn.jsonl'), 'test')).toMatchObject({
    changed: 0,
    unchanged: 769,
  })
})

test('both full guides keep all their elements', async () => {
  const found = await send<{ guide: Record<string, unknown> }>(
    app,
    undefined,
    'GET',
    '/items/11450721MB155808114000104002000',
  )
  expect(found.body.guide).toMatchObject({
    taskName: '固定资产投资项目节能审查',
    anticipateDay: 20,
    promiseDay: 5,
    limitSceneNum: 1,
    catalogCode: '000104002000',
    serverType: ['2', '3', '4', '9'],
    specialProcedure: [{ name: '专家评审/机构评审', days: 15 }],
    resultName: '灵山县行政审批局关于 xxx 项目节能报告的批复',
    superviseWay: '0777-6428880',
  })
  for (const [element, count] of [
    ['materials', 2],
    ['byLaw', 2],
    ['questions', 2],
    ['windows', 1],
  ] as const)
    expect(found.body.guide[element]).toHaveLength(count)
  expect(
    (await send<{ guide: { materials: unknown[] } }>(app, undefined, 'GET', '/items/1145072100811537184452004020000'))
      .body.guide.materials,
  ).toHaveLength(9)
})

test('bad rows are reported with line and reason, and the good ones go in', async () => {
  const file = path.join(app.services.config.dataDir, 'mixed.jsonl')
  const good = (id: string) =>
    JSON.stringify({ id, name: `事项${id}`, dept: '区民政局', region: '110101', channel: '自助终端' })
  await writeFile(
    file,
    [
      good('T001'),
      '{"id": "T002", "name":',
      '{"id": "T003", "region": "110101"}',
      '',
      '{"id":"T004","name":"事项","dept":"局","region":"北京","channel":"x"}',
      good('T005'),
    ].join('\n'),
  )
  const report = await run(file)
  expect(report).toMatchObject({ lines: 5, changed: 2, unchanged: 0 })
  expect(report.bad.map(({ line }) => line)).toEqual([2, 3, 5])
  expect(report.bad.every(({ reason }) => /[\u4e00-\u9fff]/.test(reason))).toBe(true)
})

test('an import that is killed leaves whole rows only, and a second run completes it', async () => {
  const other = await startTestApp()
  const entry = path.resolve(import.meta.dirname, '../../main/import.ts')
  const child = spawn(process.execPath, [entry, 'items', sharedData('items_sichuan_guangan.jsonl')], {
    env: { ...process.env, DATABASE_URL: other.services.config.databaseUrl, LOG_LEVEL: 'fatal' },
    stdio: 'ignore',
  })
  const items = async () =>
    (
      await sql<{
        items: number
        versions: number
      }>`select (select count(*) from catalogue.item) as items, (select count(*) from catalogue.item_version where effective_to is null) as versions`.execute(
        other.services.db,
      )
    ).rows[0]
  await expect.poll(async () => (await items())?.items ?? 0, { timeout: 20_000, interval: 5 }).toBeGreaterThan(0)
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('exit', resolve))
  const half = await items()
  expect(half?.items).toBe(half?.versions)
  expect(half?.items).toBeLessThan(1135)
  const report = await importItems(
    other.services.db,
    systemActor(other.services, 'test'),
    sharedData('items_sichuan_guangan.jsonl'),
    'items_sichuan_guangan.jsonl',
  )
  expect(report.changed + report.unchanged).toBe(1135)
  expect(await items()).toEqual({ items: 1135, versions: 1135 })
  await other.close()
})
