import { expect, test, type Page } from './support/journey.ts'
import { applyForOneself, declareAndSubmit } from './support/application.ts'
import { citizenAtHome } from './support/citizen.ts'
import { screens } from './support/environment.ts'
import { officerAtWork, openCase } from './support/officer.ts'
import { complaints } from './support/watch.ts'

/** 高龄津贴申领 of 清河区民政局; the officers of the demo sit in 云岭区. */
const ITEM = '11770102MB0000326L4770512013001'
const shot = (page: Page, name: string) => page.screenshot({ path: `${screens}/${name}.png`, fullPage: true })

test('handed in where one lives, sent on to the place that decides', async ({ browser }) => {
  const page = await citizenAtHome(browser, '张三')
  const wrong = complaints(page)
  const caseNumber = await test.step('the citizen chooses who takes it in', () => apply(page))

  await test.step('the window there checks and sends on; accepting is not its business', async () => {
    const window = await officerAtWork(browser, 'zheng.mz')
    await openCase(window, '代收转递', caseNumber)
    await expect(window.getByRole('button', { name: '受理', exact: true })).toHaveCount(0)
    await shot(window, 'console-forward')
    await window.getByRole('button', { name: '转给承办单位' }).click()
    await window.getByLabel('备注').fill('材料齐全，原件已核对。')
    await window.getByRole('button', { name: '转给承办单位' }).click()
    await expect(window.getByRole('status').filter({ hasText: '已转给承办单位' })).toBeVisible()
  })

  await test.step('the citizen follows it', async () => {
    await page.goto('/cases')
    await page.getByText('高龄津贴申领').first().click()
    await expect(page.getByText('由云岭区民政局代收转递')).toBeVisible()
    await expect(page.getByText('转递承办单位')).toBeVisible()
    await shot(page, 'case-forwarded')
  })
  expect(wrong).toEqual([])
})

async function apply(page: Page): Promise<string> {
  await page.goto(`/items/${ITEM}`)
  await applyForOneself(page)
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('我本人').check()
  await page.getByLabel('老人户籍地址').fill('示例市清河区示例村 1 号')
  await page.getByLabel('独自居住').check()
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('开户银行').fill('示例银行云岭支行')
  await page.getByLabel('老人本人的银行卡号').fill('6222020000000000018')
  await page.getByLabel(/我承诺以上内容真实/).check()
  await page.getByRole('button', { name: '下一步' }).click()
  const buffer = await page.screenshot()
  const inputs = page.locator('input[type=file]')
  for (const [index, name] of ['身份证.png', '银行卡.png'].entries()) {
    await inputs.nth(index).setInputFiles({ name, mimeType: 'image/png', buffer })
    await expect(page.getByText('已上传')).toHaveCount(index + 1)
  }
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('由云岭区民政局代收转递').check()
  await shot(page, 'apply-received-by')
  return declareAndSubmit(page)
}
