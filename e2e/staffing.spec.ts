import { expect, test } from './support/journey.ts'
import { Secret, TOTP } from 'otpauth'
import { screens } from './support/environment.ts'
import { officerAtWork } from './support/officer.ts'
import { complaints } from './support/watch.ts'

test('somebody is taken on, signs in for the first time, and leaves', async ({ browser }) => {
  const manager = await officerAtWork(browser, 'org.guan')
  const wrong = complaints(manager)
  await expect(manager.getByRole('heading', { name: '人员', exact: true })).toBeVisible()
  const firstPassword = await test.step('an account is made', async () => {
    await manager.getByRole('button', { name: '新进人员' }).click()
    await manager.getByRole('button', { name: '建账号' }).click()
    await expect(manager.getByText('请写姓名')).toBeVisible()
    await manager.getByLabel('姓名', { exact: true }).fill('陈小明')
    await manager.getByLabel('账号', { exact: true }).fill('chen.xm')
    await manager.getByLabel('查单位').fill('云岭区公安分局')
    await manager.getByLabel('单位', { exact: true }).selectOption({ label: '云岭区公安分局' })
    await manager.screenshot({ path: `${screens}/console-staff-join.png`, fullPage: true })
    await manager.getByRole('button', { name: '建账号' }).click()
    await expect(manager.getByText('只显示这一次')).toBeVisible()
    const text = (await manager.locator('[data-first-password]').textContent()) ?? ''
    await manager.getByRole('button', { name: '好的' }).click()
    await expect(manager.getByText('陈小明')).toBeVisible()
    return text
  })

  await test.step('the first sign-in leads to a password of his own and a one-time code', async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    await page.goto('/console/')
    await page.getByLabel('账号').fill('chen.xm')
    await page.locator('#password').fill(firstPassword)
    await page.getByRole('button', { name: '登录' }).click()
    await expect(page.getByRole('heading', { name: '首次登录' })).toBeVisible()
    await page.getByLabel('现在的密码').fill(firstPassword)
    await page.getByLabel('新密码', { exact: true }).fill('short')
    await page.getByLabel('再输一次新密码').fill('short')
    await page.getByRole('button', { name: '修改密码' }).click()
    await expect(page.getByText('新密码不符合要求')).toBeVisible()
    await page.getByLabel('新密码', { exact: true }).fill('Cloud-2026-hill')
    await page.getByLabel('再输一次新密码').fill('Cloud-2026-hill')
    await page.getByRole('button', { name: '修改密码' }).click()
    await page.getByRole('button', { name: '取得密钥' }).click()
    const secret = (await page.locator('#secret').textContent()) ?? ''
    await page.screenshot({ path: `${screens}/console-first-steps.png`, fullPage: true })
    await page.getByLabel('动态口令').fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate())
    await page.getByRole('button', { name: '完成绑定' }).click()
    await expect(page.getByRole('heading', { name: '首次登录' })).toBeHidden()
    await context.close()
  })

  await test.step('the agency shows its departments; one more is set up', async () => {
    await manager.getByRole('link', { name: '机构', exact: true }).click()
    await manager.getByLabel('机构名称').fill('云岭区公安分局')
    await manager.getByRole('button', { name: '查找' }).click()
    await manager.getByRole('button', { name: '云岭区公安分局' }).click()
    await manager.getByLabel('新设科室').fill('户政科')
    await manager.getByRole('button', { name: '新设', exact: true }).click()
    await expect(manager.getByRole('listitem').filter({ hasText: '户政科' }).first()).toBeVisible()
    await manager.getByRole('button', { name: '撤销机构' }).click()
    await manager.getByRole('dialog').getByRole('button', { name: '撤销', exact: true }).click()
    await expect(manager.getByRole('dialog').getByText('暂时不能撤销')).toBeVisible()
    await manager.keyboard.press('Escape')
    await manager.screenshot({ path: `${screens}/console-agencies.png`, fullPage: true })
  })

  await test.step('he loses his password: a system and a security administrator hand him one half each', async () => {
    await manager.getByRole('link', { name: '人员', exact: true }).click()
    await manager.getByLabel('姓名或账号').fill('chen.xm')
    await manager.getByRole('button', { name: '查找' }).click()
    await manager.getByRole('link', { name: '陈小明' }).click()
    await manager.getByRole('button', { name: '重新发放初始密码' }).click()
    await manager.getByLabel('原因').fill('忘记密码，本人到场')
    await manager.getByText('同时解除动态口令').click()
    await manager.getByRole('button', { name: '申请新密码' }).click()
    const first = (await manager.locator('[data-first-half]').textContent()) ?? ''
    await manager.screenshot({ path: `${screens}/console-reissue-first-half.png`, fullPage: true })
    await manager.getByRole('button', { name: '好的' }).click()

    const guard = await officerAtWork(browser, 'sec.qian')
    wrong.push(...complaints(guard))
    await guard.getByRole('link', { name: '密码确认' }).click()
    await guard.getByRole('button', { name: '确认陈小明的申请' }).click()
    await guard.screenshot({ path: `${screens}/console-reissue-confirm.png`, fullPage: true })
    await guard.getByRole('button', { name: '已核实，确认' }).click()
    const second = (await guard.locator('[data-second-half]').textContent()) ?? ''
    await guard.screenshot({ path: `${screens}/console-reissue-second-half.png`, fullPage: true })

    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto('/console/')
    await page.getByLabel('账号').fill('chen.xm')
    await page.locator('#password').fill(`${first}-${second}`)
    await page.getByRole('button', { name: '登录' }).click()
    await expect(page.getByRole('heading', { name: '首次登录' })).toBeVisible()
    await context.close()
    await guard.context().close()
  })

  await test.step('he leaves', async () => {
    await manager.getByRole('link', { name: '人员', exact: true }).click()
    await manager.getByLabel('姓名或账号').fill('chen.xm')
    await manager.getByRole('button', { name: '查找' }).click()
    await manager.getByRole('button', { name: '陈小明离岗' }).click()
    await manager.getByRole('dialog').getByRole('button', { name: '办理离岗' }).click()
    await expect(manager.getByText('已离岗')).toBeVisible()
    await manager.screenshot({ path: `${screens}/console-staff.png`, fullPage: true })
  })
  expect(wrong).toEqual([])
})
