import { expect, test, type Browser, type Page } from './support/journey.ts'
import { personAt } from '@zhengtong/sandbox/population/generated'
import { screens } from './support/environment.ts'
import { verifyFactor } from './support/register.ts'
import { codeFor, received } from './support/sms.ts'
import { confirmInApp } from './support/trusted.ts'
import { complaints } from './support/watch.ts'
import { expectAccessible } from './support/look.ts'

const person = personAt(700_400)
const phone = person.phone ?? ''
const password = 'Hill-2026-river'

async function shot(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => scrollTo(0, 0))
  await page.screenshot({ path: `${screens}/${name}.png`, fullPage: true })
  await expectAccessible(page)
}
const aPhone = async (browser: Browser) =>
  (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage()

test('a citizen registers by 网证 alone, loses his account and gets it back', async ({ browser }) => {
  const page = await aPhone(browser)
  const wrong = complaints(page)

  await test.step('two ways of the same weight, and the text before anything is asked of the authority', async () => {
    await page.goto('/register')
    await expect(page.getByRole('button', { name: '身份证号 再核验两项信息' })).toBeVisible()
    await shot(page, 'register-ways')
    await page.getByRole('button', { name: /网证/ }).click()
    await expect(page.getByText('身份信息使用说明')).toBeVisible()
    await expect(page.locator('input')).toHaveCount(0)
    await shot(page, 'register-trusted')
  })

  await test.step('without handing over there is no account, and he is told what to do', async () => {
    await page.getByRole('button', { name: '我已阅读并同意，去网证确认' }).click()
    await confirmInApp(page, person.idNumber)
    await expect(page.getByRole('alert')).toContainText('没有同意转交')
    await shot(page, 'register-withheld')
  })

  await test.step('he agrees at the authority, leaves a phone, signs the agreement', async () => {
    await page.getByRole('button', { name: '我已阅读并同意，去网证确认' }).click()
    await confirmInApp(page, person.idNumber, { share: true, look: (app) => shot(app, 'trusted-app-share') })
    await expect(page.getByText('网证已确认是您本人')).toBeVisible()
    await shot(page, 'register-phone')
    await page.getByLabel('手机号', { exact: true }).fill(phone)
    await page.getByRole('button', { name: '获取验证码' }).click()
    await page.getByLabel('短信验证码').fill(await codeFor(phone))
    await page.getByRole('button', { name: '核验', exact: true }).click()
    await page.getByLabel('我已阅读并同意以上协议').check()
    await page.locator('#f-password').fill(password)
    await page.getByRole('button', { name: '完成注册' }).click()
    await expect(page).not.toHaveURL(/register/)
    await page.goto('/account/trusted')
    await expect(page.getByText('网证已关联')).toBeVisible()
  })

  const other = await aPhone(browser)
  const wrongThere = complaints(other)
  await test.step('on another phone, without password and number, number and two factors open it again', async () => {
    await other.goto('/login')
    await shot(other, 'login-recover')
    await other.getByRole('link', { name: '找回账号' }).click()
    await other.getByLabel('姓名').fill(person.name)
    await other.getByLabel('身份证号', { exact: true }).fill(person.idNumber)
    await shot(other, 'recover')
    await other.getByRole('button', { name: '下一步' }).click()
    await verifyFactor(other, person, 'bankCard')
    await expect(other.getByText('已核验 1 / 2')).toBeVisible()
    await verifyFactor(other, person, 'providentFund')
    await other.getByRole('button', { name: '完成并登录' }).click()
    await expect(other.getByRole('alert')).toContainText('密码至少 8 位')
    await other.getByLabel('还在用，继续保留').check()
    await shot(other, 'recover-password')
    await other.locator('#f-password').fill('River-2026-stone')
    await other.getByRole('button', { name: '完成并登录' }).click()
    await expect(other).not.toHaveURL(/recover/)
    await expect.poll(() => received(phone, 'account-recovered')).toBe(1)
    await other.goto('/notices')
    await expect(other.getByText('账号已找回')).toBeVisible()
    await page.reload()
    await expect(page).toHaveURL(/login/)
  })

  await test.step('the other phone is out; its 网证 gets it back without typing anything', async () => {
    await page.getByRole('link', { name: '找回账号' }).click()
    await page.getByRole('button', { name: /网证/ }).click()
    await page.getByRole('button', { name: '去网证确认' }).click()
    await confirmInApp(page, person.idNumber)
    await page.getByRole('button', { name: '不换' }).click()
    await page.getByLabel('不用了或不记得').check()
    await page.locator('#f-password').fill('Stone-2026-cloud')
    await page.getByRole('button', { name: '完成并登录' }).click()
    await expect(page).not.toHaveURL(/recover/)
  })
  expect([...wrong, ...wrongThere]).toEqual([])
})
