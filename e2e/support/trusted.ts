import { expect, type Page } from '@playwright/test'

/** What the person does in the national app, which the sandbox plays in a page of its own; `share` hands name and number over. */
export async function confirmInApp(
  page: Page,
  idNumber: string,
  { share = false, look }: { share?: boolean; look?: (app: Page) => Promise<void> } = {},
): Promise<void> {
  const digits = (await page.locator('.digits').innerText()).trim()
  const opened = page.waitForEvent('popup')
  await page.getByRole('link', { name: '去网络身份认证页面确认' }).click()
  const app = await opened
  await app.getByLabel('演示：以谁的网证确认').fill(idNumber)
  await app.getByLabel('办事页面上的两位数字').fill(digits)
  if (share) await app.getByLabel('另外同意把我的姓名和公民身份号码').check()
  await look?.(app)
  await app.getByRole('button', { name: '确认是我本人' }).click()
  await expect(app.getByRole('status')).toContainText('已确认')
  await app.close()
}
