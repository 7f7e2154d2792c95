import { expect, test } from './support/journey.ts'
import { freshCode, officerAtWork, officerNamed } from './support/officer.ts'
import { withSecureElement } from './support/secure-element.ts'
import { complaints } from './support/watch.ts'
import { shot } from './support/look.ts'

test('an officer signs in by a passkey, and the administrator revokes it', async ({ browser }) => {
  const officer = officerNamed('feng.mz')
  const page = await officerAtWork(browser, officer.login)
  const wrong = complaints(page)
  await withSecureElement(page)

  await test.step('a passkey is added after proving both factors anew', async () => {
    await page.goto('/console/account')
    await expect(page.getByText('还没有通行密钥')).toBeVisible()
    await page.getByRole('button', { name: '添加通行密钥' }).click()
    await page.getByRole('button', { name: '确认本人，在这台设备上添加' }).click()
    await expect(page.getByText('请起个认得出的名字')).toBeVisible()
    await page.getByLabel('名称').fill('办公电脑')
    await page.getByLabel('登录密码').fill(officer.password)
    await page.getByLabel('动态口令').fill('000000')
    await page.getByRole('button', { name: '确认本人，在这台设备上添加' }).click()
    await expect(page.getByText('密码或动态口令不正确')).toBeVisible()
    await shot(page, 'console-passkey-add')
    await page.getByLabel('动态口令').fill(await freshCode(officer))
    await page.getByRole('button', { name: '确认本人，在这台设备上添加' }).click()
    await expect(page.getByText('已添加“办公电脑”')).toBeVisible()
  })

  await test.step('it opens the console by itself', async () => {
    await page.getByRole('button', { name: '退出' }).first().click()
    await expect(page.getByRole('button', { name: '使用通行密钥' })).toBeVisible()
    await shot(page, 'console-login')
    await page.getByRole('button', { name: '使用通行密钥' }).click()
    await expect(page.getByRole('navigation', { name: '主菜单' })).toBeVisible()
    await page.goto('/console/account')
    await expect(page.getByText('通行密钥', { exact: false }).last()).toBeVisible()
    await shot(page, 'console-account')
    await page.setViewportSize({ width: 390, height: 844 })
    await shot(page, 'console-account-390')
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  await test.step('the administrator revokes it, and what it opened is closed', async () => {
    const manager = await officerAtWork(browser, 'org.guan')
    await manager.getByLabel('姓名或账号').fill(officer.login)
    await manager.getByRole('button', { name: '查找' }).click()
    await manager.getByRole('link', { name: officer.name }).click()
    await manager.getByRole('button', { name: '撤销通行密钥' }).click()
    await manager.getByLabel('原因').fill('电脑丢失')
    await shot(manager, 'console-passkey-revoke')
    await manager.getByRole('button', { name: '撤销全部 1 把' }).click()
    await expect(manager.getByText('已撤销 1 把通行密钥')).toBeVisible()
    await page.reload()
    await page.getByRole('button', { name: '使用通行密钥' }).click()
    await expect(page.getByRole('alert')).toContainText('没有验证成功')
  })
  expect(wrong).toEqual([])
})
