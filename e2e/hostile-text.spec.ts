import { applyForOneself } from './support/application.ts'
import { expect, test } from './support/journey.ts'
import { TEST_VIRUS } from '@zhengtong/sandbox/scanner/clamd'
import { screens } from './support/environment.ts'
import { citizenAtHome } from './support/citizen.ts'
import { officerAtWork, openCase } from './support/officer.ts'
import { complaints } from './support/watch.ts'

const script = '<img src=x onerror=alert(1)><b>公司</b>'

test('markup that an applicant writes is shown as the text it is, to himself and to the officer', async ({
  browser,
}) => {
  const page = await citizenAtHome(browser, '张三')
  const officer = await officerAtWork(browser, 'wang.ga')
  const asked: string[] = []
  for (const one of [page, officer])
    one.on('dialog', (dialog) => {
      asked.push(dialog.message())
      void dialog.dismiss()
    })
  const wrong = [complaints(page), complaints(officer)]

  await page.goto('/search?q=无犯罪记录')
  await page.getByText('开具无犯罪记录证明').first().click()
  await applyForOneself(page)
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('求职就业').check()
  await page.getByLabel('用人单位名称').fill(script)
  await page.getByLabel('查询开始日期').fill('2010-09-01')
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('在线下载电子证明').check()
  await page.getByLabel(/我承诺以上内容真实/).check()
  await page.getByRole('button', { name: '下一步' }).click()
  const buffer = await page.screenshot()
  const infected = Buffer.concat([buffer, Buffer.from(TEST_VIRUS)])
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: '有病毒.png', mimeType: 'image/png', buffer: infected })
  await expect(page.getByText('文件里发现病毒或木马')).toBeVisible()
  await page.screenshot({ path: `${screens}/upload-malware-390.png`, fullPage: true })
  await page.getByRole('button', { name: '删除 有病毒.png' }).click()
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: '<i>身份证</i>.png', mimeType: 'image/png', buffer })
  await expect(page.getByText('已上传')).toBeVisible()
  await page.getByRole('button', { name: '下一步' }).click()
  await expect(page.getByText(script)).toBeVisible()
  await page.getByLabel(/我声明/).check()
  await page.getByRole('button', { name: '提交申请' }).click()
  await expect(page.getByText('申请已提交')).toBeVisible()
  const number = /[0-9A-Z]{31}\d{12,}/.exec(await page.locator('main').innerText())?.[0] ?? ''

  await openCase(officer, '待受理', number)
  await expect(officer.getByText(script)).toBeVisible()
  await expect(officer.locator('img[src="x"]')).toHaveCount(0)
  expect(asked).toEqual([])
  expect(wrong.flat()).toEqual([])
})
