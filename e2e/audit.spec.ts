import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { execPath } from 'node:process'
import { expect, test } from './support/journey.ts'
import { tamper } from './support/database.ts'
import { screens } from './support/environment.ts'
import { officerAtWork } from './support/officer.ts'
import { complaints } from './support/watch.ts'

const verifier = path.resolve(import.meta.dirname, '../scripts/verify-proof.mjs')

test('an auditor takes signed days away and verifies them offline; a supervisor sees that sealing stopped', async ({
  browser,
}) => {
  const auditor = await officerAtWork(browser, 'audit.wei')
  const wrong = complaints(auditor)
  await auditor.getByRole('link', { name: '核验' }).click()
  await auditor.getByRole('button', { name: '导出审计记录' }).click()
  await expect(auditor.getByText('请选择开始日期')).toBeVisible()
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  await auditor.getByLabel('从哪天').fill('2020-01-01')
  await auditor.getByLabel('到哪天').fill('2020-01-02')
  await auditor.getByRole('button', { name: '导出审计记录' }).click()
  await expect(auditor.getByText('这些天没有封存的记录')).toBeVisible()
  await auditor.getByLabel('从哪天').fill(today)
  await auditor.getByLabel('到哪天').fill(today)
  const download = auditor.waitForEvent('download')
  await auditor.getByRole('button', { name: '导出审计记录' }).click()
  const file = await (await download).path()
  await expect(auditor.getByText('已导出')).toBeVisible()
  const told = execFileSync(execPath, [verifier, file], { encoding: 'utf8' })
  expect(told).toContain('核验通过')

  // The fingerprint on the page is the one that the offline check prints.
  await auditor.reload()
  const fingerprint = /指纹 ([0-9a-f ]{39})/.exec(told)?.[1] ?? 'none'
  await expect(auditor.getByRole('cell', { name: fingerprint })).toBeVisible()
  await auditor.screenshot({ path: `${screens}/console-audit-export.png`, fullPage: true })
  expect(wrong).toEqual([])

  const supervisor = await officerAtWork(browser, 'sup.jiang')
  await expect(supervisor.getByText('审计记录没有按时封存')).toBeHidden()
  await supervisor.route('**/api/v1/staff/alarms', (route) =>
    route.fulfill({
      json: [{ kind: 'sealing', title: '审计记录没有按时封存', since: new Date(Date.now() - 900_000).toISOString() }],
    }),
  )
  await supervisor.reload()
  await expect(supervisor.getByRole('alert').getByText('审计记录没有按时封存')).toBeVisible()
  await supervisor.screenshot({ path: `${screens}/console-audit-alarm.png` })
})

test('an auditor finds a record that was changed behind the back of the system', async ({ browser }) => {
  const auditor = await officerAtWork(browser, 'audit.wei')
  const wrong = complaints(auditor)
  await expect(auditor.getByRole('heading', { name: '审计记录' })).toBeVisible()
  await auditor.getByLabel('做了什么').selectOption({ label: '工作人员登录' })
  await auditor.getByRole('button', { name: '查找' }).click()
  await expect(auditor.getByRole('cell', { name: '工作人员登录' }).first()).toBeVisible()
  await auditor.screenshot({ path: `${screens}/console-audit-events.png`, fullPage: true })

  await auditor.getByRole('link', { name: '核验' }).click()
  await auditor.getByRole('button', { name: '从头核验全部记录' }).click()
  await expect(auditor.getByText('核验通过')).toBeVisible()
  await auditor.screenshot({ path: `${screens}/console-audit-sound.png`, fullPage: true })

  expect(
    await tamper(`update platform.event set actor_id = 'somebody-else'
      where id = (select event_id from audit.link where stream = 'staff' order by seq limit 1)`),
  ).toBe(1)
  await auditor.getByRole('button', { name: '从头核验全部记录' }).click()
  await expect(auditor.getByText('核验不通过：记录被改过')).toBeVisible()
  await auditor.screenshot({ path: `${screens}/console-audit-fault.png`, fullPage: true })
  expect(wrong).toEqual([])
})
