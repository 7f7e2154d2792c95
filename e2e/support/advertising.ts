import { expect, type Page } from '@playwright/test'

/** Fills in the application for outdoor advertising, up to the review, for the company that the page acts for. */
export async function fillInAdvertising(page: Page, company: string): Promise<void> {
  const next = page.getByRole('button', { name: '下一步' })
  await next.click()
  await expect(page.getByText(company).last()).toBeVisible()
  await next.click()
  await page.getByLabel('设置地点').fill('云岭路 1 号门头')
  await page.getByLabel('墙体').check()
  await page.getByLabel('高度').fill('200')
  await page.getByLabel('宽度').fill('600')
  await page.getByLabel('开始日期').fill('2027-01-01')
  await page.getByLabel('结束日期').fill('2027-12-31')
  await page.getByLabel('没有', { exact: true }).check()
  await page.getByLabel('安全措施').fill('钢架固定，每月检查一次。')
  await page.getByLabel(/我承诺以上内容真实/).check()
  await next.click()
  const buffer = await page.screenshot()
  const inputs = page.locator('input[type=file]')
  for (let n = 0; n < (await inputs.count()); n += 1)
    await inputs.nth(n).setInputFiles({ name: `材料${n + 1}.png`, mimeType: 'image/png', buffer })
  await expect(page.getByText('已上传')).toHaveCount(await inputs.count())
  await next.click()
}
