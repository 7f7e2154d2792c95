import { expect, test, type Page } from './support/journey.ts'
import { declareAndSubmit, fillInRecord, uploadPicture } from './support/application.ts'
import { citizenAtHome } from './support/citizen.ts'
import { tamper } from './support/database.ts'
import { screens } from './support/environment.ts'
import { officerAtWork, openCase } from './support/officer.ts'
import { complaints } from './support/watch.ts'

/** Long enough that five working days and the promise have passed, whichever day it is. */
const LATE = '40 days'

test('silence becomes acceptance and a red card; the supervisor urges, the agency answers and appeals', async ({
  browser,
}) => {
  test.setTimeout(200_000)
  const page = await citizenAtHome(browser, '张三')
  const wrong = complaints(page)
  const caseNumber = await test.step('an application that nobody looks at', () => apply(page))
  await tamper(
    `update cases.timeline t set at = t.at - $2::interval from cases."case" c where c.id = t.case_id and c.case_number = $1`,
    [caseNumber, LATE],
  )
  await tamper(
    `update cases."case" set received_on = received_on - $2::interval, notice_due_on = notice_due_on - $2::interval,
       due_on = due_on - $2::interval, alarm_on = alarm_on - $2::interval where case_number = $1`,
    [caseNumber, LATE],
  )

  await test.step('within a minute the clock has the word', async () => {
    await expect
      .poll(
        async () => {
          await page.goto('/cases')
          await page.getByText('开具无犯罪记录证明').first().click()
          return page.getByText('逾期未告知，视为受理').count()
        },
        { timeout: 100_000, intervals: [5_000] },
      )
      .toBe(1)
    await page.screenshot({ path: `${screens}/case-deemed.png`, fullPage: true })
  })

  const supervisor = await officerAtWork(browser, 'sup.jiang')
  await test.step('the supervisor finds the red card and urges', async () => {
    await supervisor.getByRole('link', { name: '黄牌和红牌' }).click()
    await supervisor.getByRole('button', { name: '红牌', exact: true }).click()
    await supervisor.getByLabel('原因').selectOption('五个工作日没有告知，视为受理')
    const card = supervisor.getByRole('link', { name: '五个工作日没有告知，视为受理' }).first()
    await expect(card).toBeVisible({ timeout: 90_000 })
    await supervisor.screenshot({ path: `${screens}/console-cards.png` })
    await supervisor.getByLabel('处理情况').selectOption('督办逾期未答复')
    await expect(supervisor.getByText('没有符合条件的牌')).toBeVisible()
    await supervisor.getByRole('button', { name: '清除条件' }).click()
    await card.click()
    await supervisor.getByRole('button', { name: '督办' }).click()
    await supervisor.getByRole('button', { name: '督办' }).click()
    await expect(supervisor.getByText('请填写督办要求')).toBeVisible()
    await supervisor.getByLabel('督办要求').fill('请说明原因，并尽快作出决定。')
    await supervisor.getByRole('button', { name: '督办' }).click()
    await expect(supervisor.getByText('已督办')).toBeVisible()
    await supervisor.getByRole('link', { name: '查看办件' }).click()
    await expect(supervisor.getByRole('heading', { name: '办理', exact: true })).toBeVisible()
    await expect(supervisor.getByRole('button', { name: '提出审查意见' })).toHaveCount(0)
    await supervisor.goBack()
  })

  await test.step('the agency answers and appeals; the supervisor cancels the card', async () => {
    const clerk = await officerAtWork(browser, 'wang.ga')
    await clerk.getByRole('link', { name: /黄牌和红牌/ }).click()
    await clerk.getByRole('link', { name: '五个工作日没有告知，视为受理' }).first().click()
    await clerk.getByRole('button', { name: '答复' }).click()
    await clerk.getByLabel('办理情况').fill('系统故障，明天作出决定。')
    await clerk.getByRole('button', { name: '答复' }).click()
    await expect(clerk.getByText('已答复')).toBeVisible()
    await clerk.getByRole('button', { name: '申诉' }).click()
    await clerk.getByLabel('申诉理由').fill('机房停电两天，有记录。')
    await clerk.getByRole('button', { name: '申诉' }).click()
    await expect(clerk.getByText('申诉中')).toBeVisible()
    await supervisor.reload()
    await supervisor.getByRole('button', { name: '申诉成立，撤销' }).click()
    await supervisor.getByLabel('理由').fill('情况属实。')
    await supervisor.getByRole('button', { name: '申诉成立，撤销' }).click()
    await expect(supervisor.getByText('这张牌已撤销')).toBeVisible()
    await supervisor.screenshot({ path: `${screens}/console-card.png`, fullPage: true })
    await openCase(clerk, '待审查', caseNumber)
    await expect(clerk.getByText('逾期未告知，视为受理').first()).toBeVisible()
  })
  expect(wrong).toEqual([])
})

async function apply(page: Page): Promise<string> {
  await fillInRecord(page)
  await uploadPicture(page, '身份证.png')
  await page.getByRole('button', { name: '下一步' }).click()
  return declareAndSubmit(page)
}
