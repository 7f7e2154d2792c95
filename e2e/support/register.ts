import { expect, type Browser, type Page } from '@playwright/test'
import { factors, type FactorKind } from '@zhengtong/domain/identity-factor'
import type { Person } from '@zhengtong/sandbox/population/person'
import { codeFor } from './sms.ts'

/** Verifies one factor of the wizard's second step. */
export async function verifyFactor(page: Page, person: Person, kind: FactorKind): Promise<void> {
  const value = person[kind]
  if (!value) throw new Error(`${person.name} has no ${kind}`)
  await page.getByRole('radio', { name: factors[kind].label }).check()
  await page.locator('#f-value').fill(value)
  if (kind === 'phone') {
    await page.getByRole('button', { name: '获取验证码' }).click()
    await page.getByLabel('短信验证码').fill(await codeFor(value))
  }
  await page.getByRole('button', { name: '核验', exact: true }).click()
}

/** Opens the wizard on a phone of his own and passes its first step. */
export async function beginRegistration(browser: Browser, person: Person): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await context.newPage()
  await page.goto('/register')
  await page.getByLabel('姓名').fill(person.name)
  await page.getByLabel('身份证号').fill(person.idNumber)
  await page.getByRole('button', { name: '下一步' }).click()
  return page
}

/** Goes through the whole wizard on a phone of his own with the identity number and two factors; ends signed in. */
export async function registerNew(
  browser: Browser,
  person: Person,
  [first, second]: readonly [FactorKind, FactorKind],
  password: string,
): Promise<Page> {
  const page = await beginRegistration(browser, person)
  await verifyFactor(page, person, first)
  await expect(page.getByText('已核验 1 / 2')).toBeVisible()
  await verifyFactor(page, person, second)
  await page.getByLabel('我已阅读并同意以上协议').check()
  await page.locator('#f-password').fill(password)
  await page.getByRole('button', { name: '完成注册' }).click()
  await expect(page).not.toHaveURL(/register/)
  return page
}
