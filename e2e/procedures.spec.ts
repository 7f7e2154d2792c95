import { expect, test, type Page } from './support/journey.ts'
import { applyForOneself, declareAndSubmit, uploadPicture } from './support/application.ts'
import { citizenAtHome } from './support/citizen.ts'
import { screens } from './support/environment.ts'
import { officerAtWork, openCase } from './support/officer.ts'
import { complaints } from './support/watch.ts'

const ITEM = '居民身份证补领（遗失）'

test('a paper promised for later, a special procedure, an extension, and a card that is posted', async ({
  browser,
}) => {
  const page = await citizenAtHome(browser, '张三')
  const wrong = complaints(page)
  const caseNumber = await test.step('the citizen applies and promises the photo for later', () => apply(page))
  const clerk = await officerAtWork(browser, 'wang.ga')
  const head = await officerAtWork(browser, 'li.ga')

  await test.step('sent back before acceptance, mended and sent again', async () => {
    await openCase(clerk, '待受理', caseNumber)
    await clerk.getByRole('button', { name: '预审退回' }).click()
    await clerk.getByLabel('哪项材料').selectOption({ label: '申请表' })
    await clerk.getByLabel('缺什么、怎么补').fill('遗失地点请写具体一些。')
    await shot(clerk, 'console-pre-return')
    await clerk.getByRole('button', { name: '预审退回' }).click()
    await clerk.getByRole('dialog').getByRole('button', { name: '确认预审退回' }).click()
    await expect(clerk.getByRole('status').filter({ hasText: '已退回申请人修改' })).toBeVisible()
    await openMine(page)
    await expect(page.getByText('需要您修改后重新提交')).toBeVisible()
    await shot(page, 'case-pre-returned')
    await page.getByRole('link', { name: '去修改' }).click()
    await page.getByLabel('遗失地点').fill('云岭区公交 3 路车上')
    await page.getByRole('button', { name: '重新提交' }).click()
    await expect(page.getByText('已提交').first()).toBeVisible()
  })

  await test.step('accepted: the promised photo has its day', async () => {
    await openCase(clerk, '待受理', caseNumber)
    await clerk.getByRole('button', { name: '受理', exact: true }).click()
    await clerk.getByRole('button', { name: '受理', exact: true }).click()
    await expect(clerk.getByText('补齐之前不能发出结果')).toBeVisible()
    await openMine(page)
    await expect(page.getByText('还有材料要补交')).toBeVisible()
    await shot(page, 'case-owed')
  })

  await test.step('the clerk proposes a special procedure, the head approves, both clocks stand still', async () => {
    await clerk.getByRole('button', { name: '申请特别程序' }).click()
    await clerk.getByLabel('异地核查').check()
    await clerk.getByLabel('预计几个工作日').fill('8')
    await clerk.getByLabel('原因').fill('户籍地登记信息与申请不一致，需要核实。')
    await shot(clerk, 'console-propose')
    await clerk.getByRole('button', { name: '申请特别程序' }).click()
    await expect(clerk.getByText('等待负责人批准').first()).toBeVisible()

    await openCase(head, '待批准', caseNumber)
    await head.getByRole('button', { name: '批准特别程序' }).click()
    await head.getByRole('button', { name: '批准特别程序' }).click()
    await shot(head, 'console-approve')
    await head.getByRole('dialog').getByRole('button', { name: '确认批准特别程序' }).click()
    await expect(head.getByText('正在进行，期限停止计算')).toBeVisible()
    await openMine(page)
    await expect(page.getByText('正在进行特别程序：异地核查')).toBeVisible()
    await shot(page, 'case-suspended')
    await expect(page.getByText('特别程序预计')).toBeVisible()
  })

  await test.step('it ends; the clerk asks for more time and gets it once', async () => {
    await openCase(clerk, '特别程序中', caseNumber)
    await clerk.getByRole('button', { name: '特别程序结束' }).click()
    await clerk.getByLabel('特别程序的结果').fill('户籍地公安机关回函，信息一致。')
    await clerk.getByRole('button', { name: '特别程序结束' }).click()
    await expect(clerk.getByText('期限从次日起继续计算').or(clerk.getByText('办理期限继续计算')).first()).toBeVisible()
    await openCase(clerk, '待审查', caseNumber)
    await clerk.getByRole('button', { name: '申请延期' }).click()
    await clerk.getByLabel('延长几个工作日').fill('5')
    await clerk.getByLabel('原因').fill('制证设备检修。')
    await clerk.getByRole('button', { name: '申请延期' }).click()
    await openCase(head, '待批准', caseNumber)
    await head.getByRole('button', { name: '批准延期' }).click()
    await head.getByRole('button', { name: '批准延期' }).click()
    await head.getByRole('dialog').getByRole('button', { name: '确认批准延期' }).click()
    await openCase(clerk, '待审查', caseNumber)
    await expect(clerk.getByText('办理期限只能延长一次')).toBeVisible()
  })

  await test.step('no decision before the promised photo; then it is granted', async () => {
    await clerk.getByRole('button', { name: '提出审查意见' }).click()
    await clerk.getByLabel('建议准予').check()
    await clerk.getByLabel('审查意见').fill('信息一致，建议准予。')
    await clerk.getByRole('button', { name: '提出审查意见' }).click()
    await openCase(head, '待决定', caseNumber)
    await expect(head.getByText('容缺材料还没有补齐')).toBeVisible()
    await shot(head, 'console-owed')

    await openMine(page)
    await page.getByRole('link', { name: '去补交' }).click()
    await uploadPicture(page, '相片.png')
    await page.getByRole('button', { name: '提交', exact: true }).click()
    await expect(page.getByText('补交容缺材料')).toBeVisible()

    await head.reload()
    await head.getByRole('button', { name: '准予', exact: true }).click()
    await head.getByRole('button', { name: '准予', exact: true }).click()
    await head.getByRole('dialog').getByRole('button', { name: '确认准予' }).click()
    await expect(head.getByRole('status').filter({ hasText: '已准予' })).toBeVisible()
    await openMine(page)
    await expect(page.getByText('送达期限')).toBeVisible()
  })

  await test.step('the card is posted and the case is closed', async () => {
    await openCase(clerk, '待送达', caseNumber)
    await clerk.getByRole('button', { name: '登记送达' }).click()
    await clerk.getByLabel('邮寄', { exact: true }).check()
    await clerk.getByLabel('邮寄单号').fill('EMS 7700123456')
    await clerk.getByRole('button', { name: '登记送达' }).click()
    await expect(clerk.getByText('EMS 7700123456').first()).toBeVisible()
    await shot(clerk, 'console-delivered')
    await page.reload()
    await expect(page.getByText('EMS 7700123456').first()).toBeVisible()
    await shot(page, 'case-delivered')
  })
  expect(wrong).toEqual([])
})

const shot = (page: Page, name: string) => page.screenshot({ path: `${screens}/${name}.png`, fullPage: true })

async function openMine(page: Page): Promise<void> {
  await page.goto('/cases')
  await page.getByText(ITEM).first().click()
  await expect(page.getByRole('heading', { name: '办理经过' })).toBeVisible()
}

async function apply(page: Page): Promise<string> {
  await page.goto(`/search?q=${ITEM}`)
  await page.getByText(ITEM).first().click()
  await applyForOneself(page)
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('遗失日期').fill('2026-11-01')
  await page.getByLabel('遗失地点').fill('不清楚')
  await page.getByLabel('不小心丢失').check()
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel(/派出所/).fill('云岭派出所')
  await page.getByLabel('邮寄送达').check()
  await page.getByLabel('邮寄地址').fill('示例市云岭区示例路 1 号')
  await page.getByLabel(/我承诺以上内容真实/).check()
  await page.getByRole('button', { name: '下一步' }).click()
  await uploadPicture(page, '护照.png')
  await page.getByLabel(/我承诺受理后在期限内补交/).check()
  await shot(page, 'apply-owed')
  await page.getByRole('button', { name: '下一步' }).click()
  await expect(page.getByText('承诺以后补交')).toBeVisible()
  return declareAndSubmit(page)
}
