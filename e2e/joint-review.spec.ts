import { expect, test, type Page } from './support/journey.ts'
import { applyForOneself, declareAndSubmit } from './support/application.ts'
import { citizenAtHome } from './support/citizen.ts'
import { screens } from './support/environment.ts'
import { officerAtWork, openCase } from './support/officer.ts'
import { complaints } from './support/watch.ts'

/** 低保 of 云岭区民政局: its guide names 公安 and 住房公积金 for an opinion. */
const ITEM = '11770101MB0000190F4770512014001'
const shot = (page: Page, name: string) => page.screenshot({ path: `${screens}/${name}.png`, fullPage: true })

test('asked for more than the guide, the applicant objects; three agencies review side by side', async ({
  browser,
}) => {
  test.setTimeout(240_000)
  const page = await citizenAtHome(browser, '李秀英')
  const wrong = complaints(page)
  const caseNumber = await test.step('the citizen applies', () => apply(page))
  const clerk = await officerAtWork(browser, 'zheng.mz')

  await test.step('the clerk asks for what the guide does not name, with a reason', async () => {
    await openCase(clerk, '待受理', caseNumber)
    await clerk.getByRole('button', { name: '通知补正' }).click()
    await clerk.getByLabel('哪项材料').selectOption({ label: '办事指南以外的材料' })
    await clerk.getByLabel('缺什么、怎么补').fill('请提交近三年的体检报告。')
    await clerk.getByRole('button', { name: '通知补正' }).click()
    await expect(clerk.getByText('请填写材料名称')).toBeVisible()
    await clerk.getByLabel('材料名称').fill('体检报告')
    await clerk.getByLabel('为什么需要').fill('申请人填写的困难原因是患病，需要核实病情。')
    await shot(clerk, 'console-deviation')
    await clerk.getByRole('button', { name: '通知补正' }).click()
    await clerk.getByRole('dialog').getByRole('button', { name: '确认通知补正' }).click()
    await expect(clerk.getByRole('status').filter({ hasText: '已通知申请人补正' })).toBeVisible()
  })

  await test.step('the applicant reads why, objects, and hands in the rest', async () => {
    await openMine(page)
    await expect(page.getByText('这一项办事指南没有要求')).toBeVisible()
    await page.getByRole('button', { name: '对指南以外的要求提出异议' }).click()
    await page.getByRole('button', { name: '提出异议', exact: true }).click()
    await expect(page.getByText('请写明为什么不同意').first()).toBeVisible()
    await page.getByLabel('为什么不同意').fill('指南没有要求体检报告，病历已经能说明情况。')
    await page.getByRole('button', { name: '提出异议', exact: true }).click()
    await expect(page.getByText('这一项可以不交')).toBeVisible()
    await shot(page, 'case-objected')
    await page.getByRole('link', { name: '去补正' }).click()
    await shot(page, 'case-objected-supplement')
    await page.getByRole('button', { name: '提交补正' }).click()
    await expect(page.getByText('已提交').first()).toBeVisible()
  })

  await test.step('the supervisor has a card, red since the objection', async () => {
    const supervisor = await officerAtWork(browser, 'sup.jiang')
    await supervisor.getByRole('link', { name: '黄牌和红牌' }).click()
    await supervisor.getByRole('button', { name: '红牌', exact: true }).click()
    const card = supervisor.getByRole('link', { name: '要求提交办事指南以外的材料' }).first()
    await expect(async () => {
      await supervisor.reload()
      await supervisor.getByRole('button', { name: '红牌', exact: true }).click()
      await expect(card).toBeVisible({ timeout: 2_000 })
    }).toPass({ timeout: 60_000 })
    await card.click()
    await supervisor.getByRole('link', { name: '查看办件' }).click()
    await expect(supervisor.getByText('申请人对指南以外的要求提出异议').first()).toBeVisible()
    await shot(supervisor, 'console-deviation-seen')
  })

  await test.step('accepted; both agencies that the guide names are asked at once', async () => {
    await openCase(clerk, '待受理', caseNumber)
    await clerk.getByRole('button', { name: '受理', exact: true }).click()
    await clerk.getByRole('button', { name: '受理', exact: true }).click()
    await expect(clerk.getByText('还没有征求会办部门的意见')).toBeVisible()
    await clerk.getByRole('button', { name: '征求会办意见' }).click()
    await clerk.getByLabel('几个工作日内答复').fill('5')
    await clerk.getByLabel('请对方核实什么').fill('请核实申请人的户籍、车辆和公积金缴存情况。')
    await shot(clerk, 'console-ask-opinions')
    await clerk.getByRole('button', { name: '征求会办意见' }).click()
    await expect(clerk.getByText('等待答复').first()).toBeVisible()
  })

  await test.step('each answers for itself, and can do nothing else', async () => {
    const police = await officerAtWork(browser, 'wang.ga')
    await openCase(police, '会办', caseNumber)
    await expect(police.getByRole('button', { name: '提出审查意见' })).toHaveCount(0)
    await police.getByRole('button', { name: '给出会办意见' }).click()
    await police.getByLabel('不同意', { exact: true }).check()
    await police.getByLabel('意见', { exact: true }).fill('申请人名下有一辆小型汽车，登记日期 2026-03-02。')
    await shot(police, 'console-give-opinion')
    await police.getByRole('button', { name: '给出会办意见' }).click()
    await expect(police.getByText('会办意见已交给承办单位')).toBeVisible()
    const fund = await officerAtWork(browser, 'zhou.gjj')
    await openCase(fund, '会办', caseNumber)
    await fund.getByRole('button', { name: '给出会办意见' }).click()
    await fund.getByLabel('同意', { exact: true }).check()
    await fund.getByLabel('意见', { exact: true }).fill('没有公积金缴存记录。')
    await fund.getByRole('button', { name: '给出会办意见' }).click()
    await expect(fund.getByText('会办意见已交给承办单位')).toBeVisible()
  })

  await test.step('who decides against an opinion says why', async () => {
    await clerk.reload()
    await clerk.getByRole('button', { name: '提出审查意见' }).click()
    await clerk.getByLabel('建议准予').check()
    await clerk.getByLabel('审查意见').fill('车辆已于 9 月过户，建议准予。')
    await clerk.getByRole('button', { name: '提出审查意见' }).click()
    const head = await officerAtWork(browser, 'feng.mz')
    await openCase(head, '待决定', caseNumber)
    await shot(head, 'console-opinions')
    await head.getByRole('button', { name: '准予', exact: true }).click()
    await head.getByRole('button', { name: '准予', exact: true }).click()
    await head.getByRole('dialog').getByRole('button', { name: '确认准予' }).click()
    await expect(head.getByText(/不同意，请写明为什么仍然准予/).first()).toBeVisible()
    await head.getByLabel('说明').fill('车辆已于 2026 年 9 月过户，有过户凭证。')
    await head.getByRole('button', { name: '准予', exact: true }).click()
    await head.getByRole('dialog').getByRole('button', { name: '确认准予' }).click()
    await expect(head.getByRole('status').filter({ hasText: '已准予' })).toBeVisible()
  })
  expect(wrong).toEqual([])
})

async function openMine(page: Page): Promise<void> {
  await page.goto('/cases')
  await page.getByText('最低生活保障').first().click()
  await expect(page.getByRole('heading', { name: '办理经过' })).toBeVisible()
}

async function apply(page: Page): Promise<string> {
  await page.goto(`/items/${ITEM}`)
  await applyForOneself(page)
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('只有我一人').check()
  await page.getByLabel('现在的住址').fill('示例市云岭区示例路 1 号')
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('家人患病').check()
  await page.getByLabel('把家里的困难说一说').fill('本人患病多年，不能工作，每月药费两千元左右。')
  await page.getByLabel('申请人每月收入').fill('0')
  await page.getByLabel('全家存款合计').fill('3000')
  await page.getByLabel('租房', { exact: true }).check()
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('申请人银行卡号').fill('6222020000000000018')
  await page.getByLabel(/我和家人同意/).check()
  await page.getByLabel(/我承诺以上内容真实/).check()
  await page.getByRole('button', { name: '下一步' }).click()
  const buffer = await page.screenshot()
  const inputs = page.locator('input[type=file]')
  for (const [index, name] of ['核对授权书.png', '收入承诺书.png'].entries()) {
    await inputs.nth(index).setInputFiles({ name, mimeType: 'image/png', buffer })
    await expect(page.getByText('已上传')).toHaveCount(index + 1)
  }
  await page.getByRole('button', { name: '下一步' }).click()
  return declareAndSubmit(page)
}
