import { expect, test, type Page } from './support/journey.ts'
import { applyForOneself, declareAndSubmit } from './support/application.ts'
import { citizenAtHome } from './support/citizen.ts'
import { chromium, screens } from './support/environment.ts'
import { officerAtWork, openCase } from './support/officer.ts'
import { complaints } from './support/watch.ts'
import { expectAccessible } from './support/look.ts'

/** 二手房过户 of 云岭区自然资源局, with a fee before the decision; 公积金贷款 of 云溪市, reviewed twice. */
const HOUSE = '11770101MB000026284770715031001'
const LOAN = '11770100MB0000094P3772082024001'

// A camera that shows a moving test picture, and nobody has to allow it.
test.use({
  launchOptions: {
    executablePath: chromium,
    args: ['--no-sandbox', '--disable-gpu', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
  },
})

test('a fee is billed, paid at the window, and waived for the next; the applicant reads what and by when', async ({
  browser,
}) => {
  test.setTimeout(240_000)
  const page = await citizenAtHome(browser, '张三')
  const clerk = await officerAtWork(browser, 'tian.zr')
  const head = await officerAtWork(browser, 'gao.zr')
  const wrong = [page, clerk, head].map((each) => complaints(each))
  await test.step('the item needs the real person', () => proveByFace(page))

  const waived = await test.step('the citizen applies for one flat', () => buyHouse(page, '770701002'))
  const paid = await test.step('and for another', () => buyHouse(page, '770701001'))
  await test.step('the clerk is told that it may have been applied for twice', async () => {
    await openCase(clerk, '待受理', paid)
    const warning = clerk.getByRole('status').filter({ hasText: '可能重复申请' })
    await expect(warning.getByTitle(waived)).toBeVisible()
  })
  await test.step('reviewed; no decision before the fee, so it is billed as the guide says', async () => {
    await reviewed(clerk, paid)
    await openCase(head, '待决定', paid)
    await expect(head.getByText('费用还没有缴清或减免').first()).toBeVisible()
    await head.getByRole('button', { name: '通知缴费' }).click()
    await head.getByRole('button', { name: '通知缴费' }).click()
    await expect(head.getByText('请至少选择一项费用').first()).toBeVisible()
    await head.getByLabel(/不动产登记费（住宅）/).check()
    await shot(head, 'console-fee-bill')
    await head.getByRole('button', { name: '通知缴费' }).click()
    await head.getByRole('dialog').getByRole('button', { name: '确认通知缴费' }).click()
    await expect(head.getByRole('status').filter({ hasText: '已通知申请人缴费' })).toBeVisible()
  })
  await test.step('the applicant sees the amount and the last day', async () => {
    await page.goto('/cases')
    await page.getByText('不动产转移登记').first().click()
    await expect(page.getByText('80.00').first()).toBeVisible()
    await expect(page.getByText('缴费期限').first()).toBeVisible()
    await shot(page, 'case-fee')
  })
  await test.step('paid at the window, granted', async () => {
    await openCase(clerk, '待缴费', paid)
    await clerk.getByRole('button', { name: '登记缴费' }).click()
    await clerk.getByLabel('票据号码').fill('77001234')
    await shot(clerk, 'console-fee-payment')
    await clerk.getByRole('button', { name: '登记缴费' }).click()
    await expect(clerk.getByRole('status').filter({ hasText: '已登记缴费' })).toBeVisible()
    await granted(head, paid)
  })

  await test.step('billed, and waived by the head with reason and basis', async () => {
    await reviewed(clerk, waived)
    await openCase(head, '待决定', waived)
    await head.getByRole('button', { name: '通知缴费' }).click()
    await head.getByLabel(/不动产登记费（住宅）/).check()
    await head.getByRole('button', { name: '通知缴费' }).click()
    await head.getByRole('dialog').getByRole('button', { name: '确认通知缴费' }).click()
    await expect(head.getByRole('status').filter({ hasText: '已通知申请人缴费' })).toBeVisible()
    await head.getByRole('button', { name: '减免费用' }).click()
    await head.getByLabel('理由', { exact: true }).fill('申请人是最低生活保障对象。')
    await head.getByLabel('依据', { exact: true }).fill('示例减免办法第三条')
    await shot(head, 'console-fee-waiver')
    await head.getByRole('button', { name: '减免费用' }).click()
    await head.getByRole('dialog').getByRole('button', { name: '确认减免费用' }).click()
    await expect(head.getByRole('status').filter({ hasText: '已减免费用' })).toBeVisible()
    await granted(head, waived)
    await page.goto('/cases')
    await page.getByRole('button', { name: '已办结' }).click()
    await page.getByText('不动产转移登记').last().click()
    await expect(page.getByText('减免').first()).toBeVisible()
    await shot(page, 'case-fee-waived')
  })
  expect(wrong.flat()).toEqual([])
})

test('a loan is reviewed by one officer, again by another, and decided by a third', async ({ browser }) => {
  test.setTimeout(180_000)
  const page = await citizenAtHome(browser, '李秀英')
  const caseNumber = await test.step('the citizen applies', () => borrow(page))
  const first = await officerAtWork(browser, 'zhou.gjj')
  const second = await officerAtWork(browser, 'qin.gjj')
  const wrong = [page, first, second].map((each) => complaints(each))

  await test.step('accepted and reviewed for the first time', async () => {
    await openCase(first, '待受理', caseNumber)
    await first.getByRole('button', { name: '受理', exact: true }).click()
    await first.getByRole('button', { name: '受理', exact: true }).click()
    await expect(first.getByText('初审期限').first()).toBeVisible()
    await first.getByRole('button', { name: '初审完成' }).click()
    await first.getByLabel('初审意见').fill('缴存满一年，首付款已核实。')
    await shot(first, 'console-step-first')
    await first.getByRole('button', { name: '初审完成' }).click()
    await expect(first.getByRole('status').filter({ hasText: '初审已完成' })).toBeVisible()
  })
  await test.step('the same officer cannot review it again; a colleague does', async () => {
    await expect(first.getByText('初审和复审不能由同一人办理').first()).toBeVisible()
    await openCase(second, '待审查', caseNumber)
    await expect(second.getByText('复审期限').first()).toBeVisible()
    await second.getByRole('button', { name: '提出审查意见' }).click()
    await second.getByLabel('建议准予').check()
    await second.getByLabel('审查意见').fill('额度按还款能力计算，复审同意。')
    await shot(second, 'console-step-second')
    await second.getByRole('button', { name: '提出审查意见' }).click()
    await expect(second.getByRole('status').filter({ hasText: '审查意见已提交' })).toBeVisible()
  })
  await test.step('a third decides; the applicant reads the way it went', async () => {
    await granted(await officerAtWork(browser, 'wu.gjj'), caseNumber)
    await page.goto('/cases')
    await page.getByRole('button', { name: '已办结' }).click()
    await page.getByText('住房公积金个人住房贷款').first().click()
    await expect(page.getByText('初审完成').first()).toBeVisible()
    await shot(page, 'case-steps')
  })
  expect(wrong.flat()).toEqual([])
})

/** Accepts the case and proposes to grant it. */
async function reviewed(clerk: Page, caseNumber: string): Promise<void> {
  await openCase(clerk, '待受理', caseNumber)
  await clerk.getByRole('button', { name: '受理', exact: true }).click()
  await clerk.getByRole('button', { name: '受理', exact: true }).click()
  await expect(clerk.getByText('已受理').first()).toBeVisible()
  await clerk.getByRole('button', { name: '提出审查意见' }).click()
  await clerk.getByLabel('建议准予').check()
  await clerk.getByLabel('审查意见').fill('权属清楚，材料齐全。')
  await clerk.getByRole('button', { name: '提出审查意见' }).click()
  await expect(clerk.getByRole('status').filter({ hasText: '审查意见已提交' })).toBeVisible()
}

async function granted(head: Page, caseNumber: string): Promise<void> {
  await openCase(head, '待决定', caseNumber)
  await head.getByRole('button', { name: '准予', exact: true }).click()
  await head.getByRole('button', { name: '准予', exact: true }).click()
  await head.getByRole('dialog').getByRole('button', { name: '确认准予' }).click()
  await expect(head.getByRole('status').filter({ hasText: '已准予' })).toBeVisible()
}

async function proveByFace(page: Page): Promise<void> {
  await page.goto('/account/trusted')
  await page.getByRole('button', { name: /刷脸认证/ }).click()
  await page.getByRole('button', { name: '同意刷脸' }).click()
  await page.getByRole('button', { name: '准备好了' }).click()
  await page.getByRole('button', { name: '开始' }).click()
  await expect(page.getByText('认证通过')).toBeVisible()
}

async function buyHouse(page: Page, title: string): Promise<string> {
  const next = page.getByRole('button', { name: '下一步' })
  await page.goto(`/items/${HOUSE}`)
  await applyForOneself(page)
  await next.click()
  await page.getByLabel('不动产权证号').fill(`示例（2020）第 ${title} 号`)
  await page.getByLabel('坐落').fill('云溪市云岭区临江路 8 号')
  await page.getByLabel('建筑面积').fill('89')
  await page.getByLabel('住宅', { exact: true }).check()
  await page.getByLabel('没有', { exact: true }).check()
  await next.click()
  await page.getByLabel('卖方姓名').fill('李秀英')
  await page.getByLabel('卖方身份证号').fill('770101198512310026')
  await page.getByLabel('成交价').fill('820000')
  await page.getByLabel('单独所有').check()
  await page.getByLabel(/我承诺以上内容真实/).check()
  await next.click()
  return uploadAll(page)
}

async function borrow(page: Page): Promise<string> {
  const next = page.getByRole('button', { name: '下一步' })
  await page.goto(`/items/${LOAN}`)
  await applyForOneself(page)
  await next.click()
  await page.getByLabel('新建商品房').check()
  await page.getByLabel('房屋坐落').fill('云溪市云岭区临江路 8 号')
  await page.getByLabel('建筑面积').fill('89')
  await page.getByLabel('总价').fill('820000')
  await page.getByLabel('合同备案号').fill('YX2026770001')
  await next.click()
  await page.getByLabel('申请金额').fill('300000')
  await page.getByLabel('贷款年限').fill('20')
  await page.getByLabel('等额本息').check()
  await page.getByLabel('家庭月收入').fill('12000')
  await page.getByLabel('没有', { exact: true }).check()
  await page.getByLabel(/我承诺以上内容真实/).check()
  await next.click()
  return uploadAll(page)
}

/** Uploads a picture for each material and submits. */
async function uploadAll(page: Page): Promise<string> {
  await expect(page.locator('input[type=file]').first()).toBeAttached()
  const buffer = await page.screenshot()
  const inputs = page.locator('input[type=file]')
  for (let index = 0; index < (await inputs.count()); index += 1) {
    await inputs.nth(index).setInputFiles({ name: `材料${index + 1}.png`, mimeType: 'image/png', buffer })
    await expect(page.getByText('已上传')).toHaveCount(index + 1)
  }
  await page.getByRole('button', { name: '下一步' }).click()
  return declareAndSubmit(page)
}

async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${screens}/${name}.png`, fullPage: true })
  await expectAccessible(page, name)
}
