import { readFileSync } from 'node:fs'
import { expect, test, type Page } from './support/journey.ts'
import { screens } from './support/environment.ts'
import { officerAtWork } from './support/officer.ts'
import { complaints } from './support/watch.ts'
import { expectAccessible } from './support/look.ts'

const police = '11770101MB0000166Y'
const csv = (...lines: string[]) => ({
  name: 'table.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`),
})
const choose = (page: Page, file: ReturnType<typeof csv>) => page.locator('#file').setInputFiles(file)
const later = (days: number) => new Date(Date.now() + days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10)

test('the organisation is taken out, handed in, and kept in the console', async ({ browser }) => {
  const manager = await officerAtWork(browser, 'org.guan')
  const wrong = complaints(manager)

  await test.step('an export comes back unchanged', async () => {
    await manager.getByRole('link', { name: '导入导出' }).click()
    await manager.getByText('这张表有哪些列').click()
    const [file] = await Promise.all([
      manager.waitForEvent('download'),
      manager.getByRole('button', { name: '导出 Excel' }).click(),
    ])
    const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    const buffer = readFileSync(await file.path())
    await choose(manager, { name: file.suggestedFilename(), mimeType, buffer })
    await expect(manager.getByText('和现在一样，不用写入')).toBeVisible()
    await expect(manager.getByRole('button', { name: '确认写入' })).toHaveCount(0)
  })

  await test.step('a bad row keeps everything out and says why', async () => {
    await manager.getByLabel('内容').selectOption({ label: '科室' })
    await choose(
      manager,
      csv('机构代码,科室名称,上级科室名称', `${police},禁毒科,`, `${police},反诈组,没有的科`, '123,某科,'),
    )
    await expect(manager.getByText('什么也没有写入')).toBeVisible()
    await expect(manager.getByText('这个机构没有这个科室，或者它已经撤销')).toBeVisible()
    await expectAccessible(manager)
    await manager.screenshot({ path: `${screens}/console-import-faults.png`, fullPage: true })
    await choose(manager, csv('科室,上级', 'a,b'))
    await expect(manager.getByRole('alert').getByText('不认识的列')).toBeVisible()
  })

  await test.step('staff are tried, then written, with first passwords shown once', async () => {
    await manager.getByLabel('内容').selectOption({ label: '人员' })
    const file = csv(
      '账号,姓名,机构代码,科室名称,手机号',
      `bai.dr,白导入,${police},户籍管理科,13800770041`,
      `lan.dr,蓝导入,${police},,`,
    )
    await choose(manager, file)
    await expect(manager.getByText('新增 2 行')).toBeVisible()
    await expect(manager.getByText('初始密码', { exact: false })).toHaveCount(0)
    await manager.screenshot({ path: `${screens}/console-import-trial.png`, fullPage: true })
    await manager.getByRole('button', { name: '确认写入' }).click()
    await expect(manager.getByText('已写入：新增 2 行')).toBeVisible()
    await expect(manager.getByText('只显示这一次')).toBeVisible()
    await expectAccessible(manager)
    await manager.screenshot({ path: `${screens}/console-import-done.png`, fullPage: true })
    const [passwords] = await Promise.all([
      manager.waitForEvent('download'),
      manager.getByRole('button', { name: '存下初始密码' }).click(),
    ])
    expect(readFileSync(await passwords.path(), 'utf8')).toContain('bai.dr,')
    await choose(manager, csv('账号'))
    await choose(manager, file)
    await expect(manager.getByText('没有变化 2 行')).toBeVisible()
  })

  await test.step('somebody is moved on a later day and gets a deputy', async () => {
    await manager.getByRole('link', { name: '人员', exact: true }).click()
    await manager.getByLabel('姓名或账号').fill('bai.dr')
    await manager.getByRole('button', { name: '查找' }).click()
    await manager.getByRole('link', { name: '白导入' }).click()
    await expect(manager.getByRole('heading', { name: '白导入' })).toBeVisible()
    await manager.getByRole('button', { name: '安排 AB 岗' }).click()
    await manager.getByRole('button', { name: '安排', exact: true }).click()
    await expect(manager.getByText('请选代办的同事')).toBeVisible()
    await manager.getByLabel('由谁代办').selectOption({ label: '蓝导入（lan.dr）' })
    await manager.getByLabel('到哪天止').fill(later(10))
    await expectAccessible(manager)
    await manager.screenshot({ path: `${screens}/console-staff-deputy.png`, fullPage: true })
    await manager.getByRole('button', { name: '安排', exact: true }).click()
    await expect(manager.getByText('正在代办')).toBeVisible()
    await manager.getByRole('button', { name: '调动', exact: true }).click()
    await manager.getByRole('button', { name: '办理调动' }).click()
    await expect(manager.getByText('请选另一个单位或科室')).toBeVisible()
    await manager.locator('#move-department').selectOption({ label: '治安管理科' })
    await manager.getByLabel('从哪天起').fill(later(20))
    await manager.getByRole('button', { name: '办理调动' }).click()
    await expect(manager.getByText('到那天自动生效').first()).toBeVisible()
    await manager.screenshot({ path: `${screens}/console-staff-detail.png`, fullPage: true })
  })

  await test.step('the tree leads down to a bureau with its departments and halls; a hall is set up and closed', async () => {
    await manager.getByRole('link', { name: '机构', exact: true }).click()
    for (const place of ['示例省人民政府', '云溪市人民政府', '云溪市公安局'])
      await manager.getByRole('listitem').filter({ hasText: place }).getByRole('button', { name: /^下级/ }).click()
    await manager.getByRole('button', { name: '云岭区公安分局' }).click()
    await expect(manager.getByText('云岭区公安分局户籍大厅')).toBeVisible()
    await manager.getByRole('button', { name: '新设大厅' }).click()
    await manager.getByRole('button', { name: '设立大厅' }).click()
    await expect(manager.getByText('请写大厅名称')).toBeVisible()
    await manager.getByLabel('大厅名称').fill('云岭区出入境大厅')
    await manager.getByLabel('地址').fill('云岭区人民路 22 号')
    await manager.getByLabel('窗口，每行一个').fill('1 号窗口：护照\n2 号窗口：通行证')
    await expectAccessible(manager)
    await manager.evaluate(() => window.scrollTo(0, 0))
    await manager.screenshot({ path: `${screens}/console-halls.png`, fullPage: true })
    await manager.getByRole('button', { name: '设立大厅' }).click()
    await expect(manager.getByText('2 号窗口：通行证')).toBeVisible()
    await manager.getByRole('button', { name: '修改云岭区出入境大厅' }).click()
    await manager.getByRole('button', { name: '关闭大厅' }).click()
    await expect(manager.getByText('已关闭')).toBeVisible()
  })
  expect(wrong).toEqual([])
})

test('an officer signs a forgotten device out; a further administrator joins by two people', async ({ browser }) => {
  const forgotten = await officerAtWork(browser, 'sec.qian')
  const first = await officerAtWork(browser, 'sec.qian')
  const wrong = complaints(first)
  await test.step('the other device is out at once', async () => {
    await first.getByRole('link', { name: '我的账号' }).click()
    await expect(first.getByText('正在使用')).toHaveCount(1)
    await expectAccessible(first)
    await first.screenshot({ path: `${screens}/console-account.png`, fullPage: true })
    await first.getByRole('button', { name: '让它退出' }).first().click()
    await expect(first.getByText('那台设备已经退出')).toBeVisible()
    await forgotten.goto('/console/rights/people')
    await expect(forgotten.getByRole('button', { name: '登录' })).toBeVisible()
    await forgotten.context().close()
  })
  await test.step('somebody without roles is proposed as an auditor, and the second person agrees', async () => {
    await first.getByRole('link', { name: '人员授权' }).click()
    await first.getByLabel('姓名或账号').fill('lan.dr')
    await first.getByRole('button', { name: '查找' }).click()
    await first.getByRole('button', { name: '改任管理员' }).click()
    await first.getByLabel('改任').selectOption({ label: '审计管理' })
    await expectAccessible(first)
    await first.screenshot({ path: `${screens}/console-rights-duty.png`, fullPage: true })
    await first.getByRole('button', { name: '下一步' }).click()
    await first.getByLabel('为什么要改').fill('增设审计管理员')
    await first.getByRole('button', { name: '提交核准' }).click()
    await expect(first.getByText('等另一位安全管理员')).toBeVisible()
    const second = await officerAtWork(browser, 'sec.chu')
    await second.getByRole('link', { name: '授权变更' }).click()
    const change = second.getByRole('listitem').filter({ hasText: '蓝导入' })
    await change.getByRole('button', { name: '查看并核准' }).click()
    await second.getByRole('dialog').getByRole('button', { name: '核准', exact: true }).click()
    await expect(second.getByRole('status').filter({ hasText: '已核准' })).toBeVisible()
    await second.context().close()
    await first.getByRole('button', { name: '查找' }).click()
    await first.reload()
    await first.getByLabel('姓名或账号').fill('lan.dr')
    await first.getByRole('button', { name: '查找' }).click()
    await expect(first.getByText('审计管理', { exact: false }).first()).toBeVisible()
  })
  expect(wrong).toEqual([])
})
