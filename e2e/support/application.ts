import { expect, type Page } from '@playwright/test'

/** From an item's page to the first page of its form, for oneself: who may act for a relative, from whichever journey, is asked. */
export async function applyForOneself(page: Page): Promise<void> {
  await page.getByRole('link', { name: '在线办理' }).first().click()
  const own = page.getByRole('button', { name: '本人办理' })
  await expect(own.or(page.getByRole('button', { name: '下一步' })).first()).toBeVisible()
  if (await own.isVisible()) await own.click()
}

/** Fills in the application for a certificate of no criminal record, up to the materials. */
export async function fillInRecord(page: Page): Promise<void> {
  await page.goto('/search?q=无犯罪记录')
  await page.getByText('开具无犯罪记录证明').first().click()
  await applyForOneself(page)
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('求职就业').check()
  await page.getByLabel('用人单位名称').fill('云岭食品有限公司')
  await page.getByLabel('查询开始日期').fill('2010-09-01')
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('在线下载电子证明').check()
  await page.getByLabel(/我承诺以上内容真实/).check()
  await page.getByRole('button', { name: '下一步' }).click()
}

/** Uploads a real picture to the first material on the page. */
export async function uploadPicture(page: Page, name: string): Promise<void> {
  const buffer = await page.screenshot()
  await page.locator('input[type=file]').first().setInputFiles({ name, mimeType: 'image/png', buffer })
  await expect(page.getByText('已上传')).toBeVisible()
}

/** Declares and submits on the review page; answers the case number of the receipt. */
export async function declareAndSubmit(page: Page): Promise<string> {
  await page.getByLabel(/我声明/).check()
  await page.getByRole('button', { name: '提交申请' }).click()
  await expect(page.getByText('申请已提交')).toBeVisible()
  return caseNumberOn(page)
}

/** The case number that the receipt shows. */
export async function caseNumberOn(page: Page): Promise<string> {
  const number = /[0-9A-Z]{31}\d{12,}/.exec(await page.locator('main').innerText())?.[0] ?? ''
  expect(number).not.toBe('')
  return number
}
