import { expect, test, type Page } from './support/journey.ts'
import { citizenAtHome } from './support/citizen.ts'
import { screens } from './support/environment.ts'
import { officerAtWork } from './support/officer.ts'
import { complaints } from './support/watch.ts'

const ITEM = '居民身份证补领（遗失）'

test('a time at the hall: booked, moved, called off by the hall, cancelled; the desk sees it', async ({ browser }) => {
  const page = await citizenAtHome(browser, '张三')
  const wrong = complaints(page)

  const code = await test.step('from the guide to a code', async () => {
    await page.goto(`/search?q=${ITEM}`)
    await page.getByText(ITEM).first().click()
    await page.getByRole('link', { name: '预约办理' }).filter({ visible: true }).click()
    await page.getByLabel('云岭区公安分局户籍大厅户籍和证件窗口').check()
    await pickFreeDay(page, 0)
    await page.getByRole('button', { name: /9:30—10:00/ }).click()
    await shot(page, 'appointment-choose')
    await page.getByRole('button', { name: '确认预约' }).click()
    await expect(page.getByText('预约成功')).toBeVisible()
    await shot(page, 'appointment-done')
    return page.locator('.code').innerText()
  })
  expect(code).toMatch(/^\d{6}$/)

  await test.step('moved to another day', async () => {
    await page.getByRole('link', { name: '改时间' }).click()
    await pickFreeDay(page, 1)
    await page.getByRole('button', { name: /14:00—14:30/ }).click()
    await page.getByRole('button', { name: '改到这个时间' }).click()
    await expect(page.getByText('14:00—14:30').first()).toBeVisible()
  })

  const clerk = await officerAtWork(browser, 'wang.ga')
  await test.step('the desk sees him on that day, and closes the day', async () => {
    await clerk.getByRole('link', { name: '预约', exact: true }).click()
    await expect(clerk.getByRole('heading', { name: '签到取号' })).toBeVisible()
    await clerk.getByLabel('预约码').fill('000000')
    await clerk.getByRole('button', { name: '签到' }).click()
    await expect(clerk.getByText('今天没有这个预约码')).toBeVisible()
    const day = await bookedDay(page)
    await clerk.getByLabel('日期').fill(day)
    await expect(clerk.getByRole('cell', { name: '14:00—14:30' })).toBeVisible()
    await shot(clerk, 'console-appointments')
    await clerk.getByRole('link', { name: '设置：户籍和证件窗口' }).click()
    await expect(clerk.getByRole('heading', { name: '每周开放时间' })).toBeVisible()
    await clerk.getByLabel('日期').fill(day)
    await clerk.getByLabel('原因，预约的人会看到').fill('系统升级')
    await clerk.getByRole('button', { name: '保存', exact: true }).click()
    await clerk.getByRole('dialog').getByRole('button', { name: '确定' }).click()
    await expect(clerk.getByText('取消了 1 个预约')).toBeVisible()
    await shot(clerk, 'console-appointment-settings')
  })

  await test.step('he is told, and books and cancels another', async () => {
    await page.goto('/bookings')
    await expect(page.getByText('大厅已取消')).toBeVisible()
    await expect
      .poll(async () => {
        await page.goto('/notices')
        await page.getByRole('heading', { name: '消息' }).waitFor()
        return page.getByText('预约已被大厅取消').count()
      })
      .toBeGreaterThan(0)
    await page.goto(`/search?q=${ITEM}`)
    await page.getByText(ITEM).first().click()
    await page.getByRole('link', { name: '预约办理' }).filter({ visible: true }).click()
    await pickFreeDay(page, 2)
    await page.getByRole('button', { name: /9:00—9:30/ }).click()
    await page.getByRole('button', { name: '确认预约' }).click()
    await expect(page.getByText('预约成功')).toBeVisible()
    await page.goto('/bookings')
    await shot(page, 'appointment-list')
    await page.getByRole('button', { name: '取消预约' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '取消预约' }).click()
    await expect(page.getByText('已取消', { exact: true })).toBeVisible()
  })
  expect(wrong).toEqual([])
})

/** The nth day from tomorrow on that has places: today's may be over. */
async function pickFreeDay(page: Page, nth: number): Promise<void> {
  const days = page.locator('.strip li:not(:first-child) button.open')
  await days.nth(nth).click()
  await expect(page.locator('.slots button').first()).toBeVisible()
}

/** The day of the one open booking, as the server has it. */
async function bookedDay(page: Page): Promise<string> {
  const answer = await page.request.get('/api/v1/bookings')
  const { rows } = (await answer.json()) as { rows: { date: string; status: string }[] }
  return rows.find(({ status }) => status === 'booked')?.date ?? ''
}

async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${screens}/${name}.png`, animations: 'disabled' })
}
