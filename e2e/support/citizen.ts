import { expect, type Browser, type Page } from '@playwright/test'
import accounts from '../../data/demo/accounts.json' with { type: 'json' }

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
