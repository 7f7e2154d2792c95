import { expect, type Browser, type Page } from '@playwright/test'
import accounts from '../../data/demo/accounts.json' with { type: 'json' }

/** Answers the question whether it is he, with his password. */
export async function proveMyself(page: Page, name: string): Promise<void> {
  await proveByPassword(page, accounts.citizens.find((each) => each.name === name)?.password ?? '')
}

/** The same for somebody who is no demo citizen. */
export async function proveByPassword(page: Page, password: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: '请确认是您本人' })
  await dialog.getByLabel('登录密码').fill(password)
  await dialog.getByRole('button', { name: '确认', exact: true }).click()
  await expect(dialog).toBeHidden()
}

/** Signs a demo citizen in on a phone of his own. */
export async function citizenAtHome(browser: Browser, name: string): Promise<Page> {
  const citizen = accounts.citizens.find((each) => each.name === name)
  if (!citizen) throw new Error(`no demo citizen ${name}`)
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await context.newPage()
  await page.goto('/login')
  await page.getByLabel('手机号或身份证号').fill(citizen.phone)
  await page.locator('input[type=password]').fill(citizen.password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await expect(page).not.toHaveURL(/login/)
  return page
}
