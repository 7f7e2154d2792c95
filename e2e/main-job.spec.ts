import { expect, test, type Page } from './support/journey.ts'
import { caseNumberOn, uploadPicture } from './support/application.ts'
import { screens } from './support/environment.ts'
import { officerAtWork, openCase } from './support/officer.ts'
import { codeFor, received } from './support/sms.ts'
import { complaints } from './support/watch.ts'

const person = {
  name: '何晓明',
  idNumber: '77010119900307009X',
  phone: '13800770004',
  drivingFile: '770100000004',
  password: 'Demo-2026-he',
}

test('a citizen registers, applies, supplements, and officers accept, review and grant', async ({ page, browser }) => {
  const wrong = complaints(page)
  await test.step('register with identity number, phone and driving-licence file', () => register(page))
  const caseNumber = await test.step('find the item and apply', () => apply(page))

  const first = await officerAtWork(browser, 'wang.ga')
  await test.step('the first officer asks for a supplement', async () => {
    await openCase(first, '待受理', caseNumber)
    await first.screenshot({ path: `${screens}/console-case.png`, fullPage: true })
    await first.getByRole('button', { name: '通知补正' }).click()
    await first.getByLabel('哪项材料').selectOption({ label: '居民身份证' })
    await first.getByLabel('缺什么、怎么补').fill('身份证反面看不清，请重新拍摄反面。')
    await first.getByRole('button', { name: '通知补正' }).click()
    await first.getByRole('dialog').getByRole('button', { name: '确认通知补正' }).click()
    await expect(first.getByRole('status').filter({ hasText: '已通知申请人补正' })).toBeVisible()
  })

  await test.step('the citizen is told and supplements', async () => {
    await page.goto('/notices')
    await expect(page.getByText('请补正材料')).toBeVisible()
    await page.screenshot({ path: `${screens}/notices.png`, fullPage: true })
    await page.goto('/cases')
    await page.getByText('开具无犯罪记录证明').first().click()
    await expect(page.getByText('待补正').first()).toBeVisible()
    await page.screenshot({ path: `${screens}/case-supplement.png`, fullPage: true })
    await page.getByRole('link', { name: /补正/ }).first().click()
    await uploadPicture(page, '身份证反面.png')
    await page.getByRole('button', { name: /提交/ }).click()
    await expect(page.getByText('已提交').first()).toBeVisible()
  })

  await test.step('the first officer accepts and reviews', async () => {
    await openCase(first, '待受理', caseNumber)
    await first.getByRole('button', { name: '受理', exact: true }).click()
    await first.getByRole('button', { name: '受理', exact: true }).click()
    await expect(first.getByText('承诺办结').first()).toBeVisible()
    await first.getByRole('button', { name: '提出审查意见' }).click()
    await first.getByLabel('建议准予').check()
    await first
      .getByRole('region', { name: '办理', exact: true })
      .getByRole('button', { name: /^常用语/ })
      .click()
    await first.getByRole('option', { name: /申请材料齐全/ }).click()
    await first.getByRole('button', { name: '提出审查意见' }).click()
    await expect(first.getByText('审查完成').first()).toBeVisible()
    await expect(first.getByText('等待决定，您现在不用处理')).toBeVisible()
  })

  await test.step('the second officer grants', async () => {
    const second = await officerAtWork(browser, 'li.ga')
    await second.screenshot({ path: `${screens}/console-queue.png` })
    await openCase(second, '待决定', caseNumber)
    await second.getByRole('button', { name: '准予', exact: true }).click()
    await second.getByLabel('结果文号').fill('云公证〔2026〕1 号')
    await second.getByRole('button', { name: '准予', exact: true }).click()
    await second.getByRole('dialog').getByRole('button', { name: '确认准予' }).click()
    await expect(second.getByRole('status').filter({ hasText: '已准予' })).toBeVisible()
    await second.screenshot({ path: `${screens}/console-granted.png`, fullPage: true })
  })

  await test.step('the citizen sees every step and the result', async () => {
    await page.reload()
    await expect(page.getByText('云公证〔2026〕1 号')).toBeVisible()
    for (const step of ['提交申请', '通知补正', '补正材料', '予以受理', '审查完成', '准予'])
      await expect(page.getByText(step).first()).toBeVisible()
    await page.screenshot({ path: `${screens}/case-granted.png`, fullPage: true })
    await expect.poll(() => received(person.phone, 'case-decided')).toBe(1)
    expect(await received(person.phone, 'case-accepted')).toBe(1)
  })
  expect(wrong).toEqual([])
})

async function register(page: Page): Promise<void> {
  await page.goto('/register')
  await page.getByLabel('姓名').fill(person.name)
  await page.getByLabel('身份证号').fill(person.idNumber.toLowerCase())
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByText('驾驶证档案编号').first().click()
  await page.locator('#f-value').fill('770199999999')
  await page.getByRole('button', { name: '核验', exact: true }).click()
  await expect(page.getByText('这一项没有核验成功')).toBeVisible()
  await page.locator('#f-value').fill(person.drivingFile)
  await page.getByRole('button', { name: '核验', exact: true }).click()
  await expect(page.getByText('已核验 1 / 2')).toBeVisible()
  await page.getByText('手机号').first().click()
  await page.locator('#f-value').fill(person.phone)
  await page.getByRole('button', { name: /验证码/ }).click()
  await page.getByLabel('短信验证码').fill(await codeFor(person.phone))
  await page.screenshot({ path: `${screens}/register-factors.png`, fullPage: true })
  await page.getByRole('button', { name: '核验', exact: true }).click()
  await page.getByLabel('我已阅读并同意以上协议').check()
  await page.locator('#f-password').fill(person.password)
  await page.getByRole('button', { name: '完成注册' }).click()
  await expect(page).not.toHaveURL(/register/)
}

async function apply(page: Page): Promise<string> {
  await page.goto('/search?q=找工作要无犯罪证明')
  await expect(page.getByText('开具无犯罪记录证明')).toBeVisible()
  await page.screenshot({ path: `${screens}/search.png`, fullPage: true })
  await page.getByText('开具无犯罪记录证明').first().click()
  await expect(page.getByRole('heading', { name: '谁可以办' })).toBeVisible()
  await page.screenshot({ path: `${screens}/item.png`, fullPage: true })
  await page.getByRole('link', { name: '在线办理' }).click()
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByRole('button', { name: '下一步' }).click()
  await expect(page.getByRole('alert').first()).toBeVisible()
  await page.screenshot({ path: `${screens}/apply-faults.png`, fullPage: true })
  await page.getByLabel('求职就业').check()
  await page.getByLabel('用人单位名称').fill('云岭食品有限公司')
  await page.getByLabel('查询开始日期').fill('2010-09-01')
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('在线下载电子证明').check()
  await page.getByLabel(/我承诺以上内容真实/).check()
  await page.getByRole('button', { name: '下一步' }).click()
  await uploadPicture(page, '身份证正面.png')
  await page.screenshot({ path: `${screens}/apply-materials.png`, fullPage: true })
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel(/我声明/).check()
  await page.screenshot({ path: `${screens}/apply-review.png`, fullPage: true })
  await page.getByRole('button', { name: '提交申请' }).dblclick()
  await expect(page.getByText('申请已提交')).toBeVisible()
  await page.screenshot({ path: `${screens}/receipt.png`, fullPage: true })
  return caseNumberOn(page)
}
