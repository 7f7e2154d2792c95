import { expect, test, type Page } from './support/journey.ts'
import { citizenAtHome } from './support/citizen.ts'
import { screens } from './support/environment.ts'
import { officerAtWork } from './support/officer.ts'
import { complaints } from './support/watch.ts'
import { expectAccessible } from './support/look.ts'

const ITEM = '居民身份证补领（遗失）'
const GROUP = '证件快办窗口'
const DAY_MS = 86_400_000
/** Monday 0 to Sunday 6, in Shanghai. */
const weekday = (ahead: number) => (new Date(Date.now() + 8 * 3_600_000 + ahead * DAY_MS).getUTCDay() + 6) % 7

test('a new group of windows; a full time waited for and taken; a number called at the hall', async ({ browser }) => {
  const zhang = await citizenAtHome(browser, '张三')
  const li = await citizenAtHome(browser, '李秀英')
  const clerk = await officerAtWork(browser, 'wang.ga')
  const wrong = [zhang, li, clerk].flatMap((page) => complaints(page))

  await test.step('the hall opens a group of windows with one place every five minutes', async () => {
    await clerk.getByRole('link', { name: '预约', exact: true }).click()
    await clerk.getByRole('link', { name: '新设窗口组' }).click()
    await clerk.getByLabel('名称').fill(GROUP)
    await clerk.getByLabel('排队号开头的字母').fill('K')
    await clerk.getByLabel('窗口数').fill('2')
    await clerk.getByLabel('法定节假日').selectOption({ label: '照常' })
    await clerk.getByLabel('指定的事项').check()
    await clerk.getByLabel(ITEM).check()
    await expectAccessible(clerk)
    await shot(clerk, 'console-appointment-service')
    await clerk.getByRole('button', { name: '保存，去设开放时间' }).click()
    await expect(clerk.getByRole('heading', { name: `预约设置：${GROUP}` })).toBeVisible()
    for (const [n, ahead] of [0, 1].entries()) {
      await clerk.getByRole('button', { name: '加一行' }).click()
      const line = (what: string) => clerk.getByLabel(`第 ${n + 1} 行，${what}`)
      await line('星期').selectOption(String(weekday(ahead) + 1))
      await line('从').fill('0:00')
      await line('到').fill('24:00')
      await line('每段几分钟').fill('5')
      await line('每段几个号').fill('1')
    }
    await clerk.getByRole('button', { name: '保存开放时间' }).click()
    await expect(clerk.getByText('每周开放时间已保存')).toBeVisible()
  })

  await test.step('he has the only place; she waits for it', async () => {
    await choose(zhang, 1, '15:00—15:05')
    await zhang.getByRole('button', { name: '确认预约' }).click()
    await expect(zhang.getByText('预约成功')).toBeVisible()
    const [file] = await Promise.all([zhang.waitForEvent('download'), zhang.getByText('存到日历').first().click()])
    expect(file.suggestedFilename()).toBe('appointment.ics')
    await choose(li, 1, '15:00—15:05')
    await shot(li, 'appointment-wait-choose')
    await li.getByRole('button', { name: '候补这个时段' }).click()
    await expect(li.getByText('您是第一位')).toBeVisible()
  })

  await test.step('he gives it up, she takes it', async () => {
    await zhang.getByRole('button', { name: '取消预约' }).click()
    await zhang.getByRole('dialog').getByRole('button', { name: '取消预约' }).click()
    await expect(zhang.getByText('已取消', { exact: true }).first()).toBeVisible()
    await li.reload()
    await expect(li.getByText('有号了')).toBeVisible()
    await expectAccessible(li)
    await shot(li, 'appointment-wait-offered')
    await expect
      .poll(async () => {
        await li.goto('/notices')
        await li.getByRole('heading', { name: '消息' }).waitFor()
        return li.getByText('候补到号了').count()
      })
      .toBeGreaterThan(0)
    await li.goto('/bookings')
    await li.getByRole('button', { name: '接受这个号' }).click()
    await expect(li.getByText('预约成功')).toBeVisible()
  })

  await test.step('he comes today: number by the code of the display, called, served', async () => {
    await choose(zhang, 0)
    await zhang.getByRole('button', { name: '确认预约' }).click()
    await expect(zhang.getByText('预约成功')).toBeVisible()
    await clerk.getByRole('link', { name: '返回预约' }).click()
    const [board] = await Promise.all([
      clerk.waitForEvent('popup'),
      clerk.getByRole('link', { name: '打开叫号屏' }).click(),
    ])
    await board.setViewportSize({ width: 1440, height: 900 })
    await expect(board.getByText('还没有叫号')).toBeVisible()
    const code = await board.locator('.code b').innerText()
    await zhang.goto('/bookings')
    await zhang.getByLabel('已经到大厅了？').fill(code)
    await shot(zhang, 'appointment-check-in')
    await zhang.getByRole('button', { name: '签到取号' }).click()
    await expect(zhang.getByText('下一位就是您')).toBeVisible()
    await clerk.getByLabel('窗口组').selectOption({ label: GROUP })
    await expect(clerk.getByText('在等（1 人）')).toBeVisible()
    await clerk.getByRole('button', { name: '叫下一个' }).click()
    await expect(clerk.getByText('正在办')).toBeVisible()
    await expect(board.getByText('K001')).toBeVisible()
    await expectAccessible(board)
    await shot(board, 'console-appointment-board')
    await clerk.getByRole('button', { name: '现场取号' }).click()
    await expect(clerk.getByText('请把号告诉他：K002')).toBeVisible()
    await expectAccessible(clerk)
    await shot(clerk, 'console-appointment-queue')
    await clerk.setViewportSize({ width: 390, height: 844 })
    await shot(clerk, 'console-appointment-queue-phone')
    await clerk.setViewportSize({ width: 1440, height: 900 })
    await zhang.reload()
    await expect(zhang.getByText('请到 1 号窗口')).toBeVisible()
    await expectAccessible(zhang)
    await shot(zhang, 'appointment-called')
    await zhang.setViewportSize({ width: 1440, height: 900 })
    await shot(zhang, 'appointment-called-wide')
    await clerk.getByRole('button', { name: '办完' }).click()
    await expect(clerk.getByText('1 个').first()).toBeVisible()
  })
  expect(wrong).toEqual([])
})

/** From the guide to a time of the new group: so many days ahead, at this time or the first there is. */
async function choose(page: Page, ahead: number, time?: string): Promise<void> {
  await page.goto(`/search?q=${ITEM}`)
  await page.getByText(ITEM).first().click()
  await page.getByRole('link', { name: '预约办理' }).filter({ visible: true }).click()
  await page.getByLabel(GROUP).check()
  await page.locator('.strip button').nth(ahead).click()
  const slots = page.locator('.slots button:enabled')
  await (time ? slots.filter({ hasText: time }) : slots.first()).click()
}

async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${screens}/${name}.png`, animations: 'disabled' })
}
