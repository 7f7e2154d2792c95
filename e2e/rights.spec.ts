import { expect, test } from './support/journey.ts'
import { screens } from './support/environment.ts'
import { officerAtWork } from './support/officer.ts'
import { complaints } from './support/watch.ts'

test('a security administrator sees what a grant will do, and a second one makes it so', async ({ browser }) => {
  const first = await officerAtWork(browser, 'sec.qian')
  const wrong = complaints(first)

  await test.step('the first finds the person, chooses a role and sees the effect', async () => {
    await expect(first.getByRole('heading', { name: '人员授权' })).toBeVisible()
    await expect(first.getByRole('link', { name: '待受理' })).toHaveCount(0)
    await first.getByLabel('姓名或账号').fill('wang.ga')
    await first.getByRole('button', { name: '查找' }).click()
    await expect(first.getByText('王志强')).toBeVisible()
    await first.getByRole('button', { name: '授予角色' }).click()
    await first.getByLabel('角色', { exact: true }).selectOption({ label: '市级监督岗（行政区划及以下）' })
    await first.screenshot({ path: `${screens}/console-rights-people.png`, fullPage: true })
    await first.getByRole('button', { name: '看看影响' }).click()
    const dialog = first.getByRole('dialog')
    await expect(dialog.getByText('得到功能')).toBeVisible()
    await expect(dialog.getByText('监督', { exact: true })).toBeVisible()
    await dialog.getByRole('button', { name: '提交核准' }).click()
    await expect(dialog.getByText('请写明原因')).toBeVisible()
    await dialog.getByLabel('为什么要改').fill('兼任市级监督')
    await first.screenshot({ path: `${screens}/console-rights-diff.png` })
    await dialog.getByRole('button', { name: '提交核准' }).click()
    await expect(first.getByText('等另一位安全管理员')).toBeVisible()
  })

  await test.step('the proposer cannot approve it', async () => {
    await first.getByRole('link', { name: '授权变更' }).first().click()
    await first.getByRole('button', { name: '查看', exact: true }).click()
    await expect(first.getByRole('dialog').getByText('要由另一位安全管理员核准')).toBeVisible()
    await expect(first.getByRole('dialog').getByRole('button', { name: '核准', exact: true })).toHaveCount(0)
    await first.keyboard.press('Escape')
  })

  await test.step('the second approves, and the person has the role', async () => {
    const second = await officerAtWork(browser, 'sec.chu')
    await second.getByRole('link', { name: '授权变更' }).click()
    await second.getByRole('button', { name: '查看并核准' }).click()
    await expect(second.getByRole('dialog').getByText('得到功能')).toBeVisible()
    await second.getByRole('dialog').getByRole('button', { name: '核准', exact: true }).click()
    await expect(second.getByRole('status').filter({ hasText: '已核准' })).toBeVisible()
    await second.getByRole('button', { name: '全部' }).click()
    await expect(second.getByText('已核准').last()).toBeVisible()
    await second.screenshot({ path: `${screens}/console-rights-changes.png`, fullPage: true })
    await second.getByRole('link', { name: '角色', exact: true }).click()
    await expect(second.getByRole('heading', { name: '角色' })).toBeVisible()
    await second.getByRole('button', { name: '修改受理审查岗' }).click()
    await second.screenshot({ path: `${screens}/console-rights-roles.png`, fullPage: true })
    await second.context().close()
    await first.getByRole('link', { name: '人员授权' }).click()
    await first.getByLabel('姓名或账号').fill('wang.ga')
    await first.getByRole('button', { name: '查找' }).click()
    await expect(first.getByText('市级监督岗')).toBeVisible()
  })

  await test.step('the supervisor sees the whole city', async () => {
    const supervisor = await officerAtWork(browser, 'sup.jiang')
    await expect(supervisor.getByRole('link', { name: '待受理' })).toBeVisible()
    await supervisor.context().close()
  })
  expect(wrong).toEqual([])
})
