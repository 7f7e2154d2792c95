import { expect, type Browser, type Page } from '@playwright/test'
import { Secret, TOTP } from 'otpauth'
import accounts from '../../data/demo/accounts.json' with { type: 'json' }

const PERIOD_MS = 30_000
const used = new Map<string, number>()

/** A one-time code that this officer has not used yet: the server also takes the one of the next half minute. */
export async function freshCode({ login, totpSecret }: { login: string; totpSecret: string }): Promise<string> {
  const now = () => Math.floor(Date.now() / PERIOD_MS)
  const counter = Math.max(now(), (used.get(login) ?? 0) + 1)
  while (counter > now() + 1) await new Promise((resolve) => setTimeout(resolve, 1_000))
  used.set(login, counter)
  return new TOTP({ secret: Secret.fromBase32(totpSecret) }).generate({ timestamp: counter * PERIOD_MS })
}

export function officerNamed(login: string) {
  const officer = accounts.officers.find((each) => each.login === login)
  if (!officer) throw new Error(`no demo officer ${login}`)
  return officer
}

/** Signs a demo officer in on a desktop of his own. */
export async function officerAtWork(browser: Browser, login: string): Promise<Page> {
  const officer = officerNamed(login)
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.goto('/console/')
  await page.getByLabel('账号').fill(officer.login)
  await page.locator('#password').fill(officer.password)
  await page.getByLabel('动态口令').fill(await freshCode(officer))
  await page.getByRole('button', { name: '登录' }).click()
  await expect(page.getByRole('navigation', { name: '主菜单' })).toBeVisible()
  return page
}

/** Opens the case with this number from wherever the officer is. */
export async function openCase(page: Page, queue: string, caseNumber: string): Promise<void> {
  await page.getByRole('link', { name: queue }).first().click()
  await page.getByLabel('办件编号或查询码').fill(caseNumber)
  await page.getByRole('button', { name: '查找' }).click()
  await page.getByTitle(caseNumber).click()
  await expect(page.getByRole('heading', { name: '办理', exact: true })).toBeVisible()
}
