import { expect, test, type Page } from './support/journey.ts'
import { declareAndSubmit, fillInRecord, uploadPicture } from './support/application.ts'
import { citizenAtHome } from './support/citizen.ts'
import { tamper } from './support/database.ts'
import { screens } from './support/environment.ts'
import { officerAtWork, openCase } from './support/officer.ts'
import { complaints } from './support/watch.ts'

/** What a row of a queue shows of a case number. */
const tail = (caseNumber: string) => `…${caseNumber.slice(-12)}`

test('two officers share the work: batch, claim, live updates, transfer, views', async ({ browser }) => {
  test.setTimeout(240_000)
  const page = await citizenAtHome(browser, '张三')
  const numbers = await test.step('two applications', async () => [await apply(page), await apply(page)])
  const [one = '', two = ''] = numbers

  const wang = await officerAtWork(browser, 'wang.ga')
  const li = await officerAtWork(browser, 'li.ga')
  const wrong = [complaints(wang), complaints(li)]

  await test.step('one officer accepts both at once; the other hears of it without asking', async () => {
    await li.getByRole('link', { name: /^待审查/ }).click()
    await expect(li.getByRole('heading', { name: '待审查' })).toBeVisible()
    await wang.getByRole('link', { name: /^等我办理/ }).click()
    for (const number of numbers) await wang.getByRole('checkbox', { name: number.slice(-12) }).check()
    await wang.screenshot({ path: `${screens}/console-batch-chosen.png` })
    await wang.getByRole('button', { name: '批量受理（2）' }).click()
    await expect(wang.getByRole('dialog')).toContainText('办理期限从今天起计算')
    await wang.getByRole('button', { name: '确认办理' }).click()
    await expect(wang.getByText('2 件已办理。')).toBeVisible()
    await wang.screenshot({ path: `${screens}/console-batch-result.png` })
    await wang.getByRole('button', { name: '知道了' }).click()
    await expect(li.getByText('有更新：这个队列里的办件有变化。')).toBeVisible()
    await li.screenshot({ path: `${screens}/console-queue-news.png` })
    await li.getByRole('button', { name: '显示最新内容' }).click()
    for (const number of numbers) await expect(li.getByText(tail(number))).toBeVisible()
  })

  await test.step('both claim one case at once: one has it, the other reads who', async () => {
    await openCase(wang, '待审查', one)
    await openCase(li, '待审查', one)
    await Promise.all([wang, li].map((officer) => officer.getByRole('button', { name: '认领' }).click()))
    const has = (officer: Page) => officer.getByText('由我经办')
    await expect.poll(async () => (await has(wang).count()) + (await has(li).count())).toBe(1)
    const [winner, loser] = (await has(wang).count()) ? [wang, li] : [li, wang]
    const name = winner === wang ? '王志强' : '李明华'
    await expect(loser.getByText(`由${name}经办`)).toBeVisible()
    await expect(loser.getByText(`现在不能`).first()).toContainText(`经办人是${name}`)
    await loser.screenshot({ path: `${screens}/console-claimed-by-another.png` })

    // Handed over, with the reason; the other page shows it without being touched.
    await winner.getByRole('button', { name: '转办' }).click()
    const dialog = winner.getByRole('dialog', { name: '转给哪位同事' })
    await dialog.getByLabel('同事').selectOption({ label: winner === wang ? '李明华' : '王志强' })
    await dialog.getByLabel('原因').fill('下周休假')
    await winner.screenshot({ path: `${screens}/console-transfer.png` })
    await dialog.getByRole('button', { name: '转办' }).click()
    await expect(loser.getByText('由我经办')).toBeVisible()
    await expect(loser.getByRole('button', { name: '提出审查意见' })).toBeVisible()
    await loser.screenshot({ path: `${screens}/console-live-case.png` })
    await loser.getByRole('link', { name: /^我经办的/ }).click()
    await expect(loser.getByText(tail(one))).toBeVisible()

    // His inbox tells of it too; what comes at night would wait for the morning.
    await tamper('update reminders.item set ripe_at = now()', [])
    await loser.getByRole('link', { name: /^消息/ }).click()
    await expect(loser.getByRole('heading', { name: '消息' })).toBeVisible()
    await expect(async () => {
      await loser.reload()
      await expect(loser.getByText('转给您经办')).toBeVisible({ timeout: 2_000 })
    }).toPass({ timeout: 90_000, intervals: [3_000] })
    await loser.screenshot({ path: `${screens}/console-messages.png` })
    await loser.getByRole('button', { name: '全部标为已读' }).click()
    await expect(loser.getByText('未读')).toHaveCount(0)
  })

  await test.step('a narrowed queue is kept as a view and is there at the next start', async () => {
    await li.getByRole('link', { name: /^全部在办/ }).click()
    await li.getByLabel('经办人').selectOption({ label: '待认领' })
    await expect(li.getByText(tail(two))).toBeVisible()
    await expect(li.getByText(tail(one))).toBeHidden()
    await li.getByRole('button', { name: '保存为视图' }).click()
    await li.getByLabel('名称').fill('没人经办的')
    await li.getByText('打开工作台时先显示它').click()
    await li.getByRole('button', { name: '保存', exact: true }).click()
    await expect(li.getByRole('navigation', { name: '我的视图' })).toContainText('没人经办的')
    await li.screenshot({ path: `${screens}/console-view.png` })
    await li.goto('/console/')
    await expect(li).toHaveURL(/queue\/agency\?handler=none/)
    await li.getByRole('button', { name: '不再作为首页' }).click()
    await expect(li.getByRole('button', { name: '作为首页', exact: true })).toBeVisible()
    await li.getByRole('button', { name: '删除视图' }).click()
    await li.goto('/console/')
    await expect(li).toHaveURL(/queue\/to-review/)
  })
  expect(wrong.flat()).toEqual([])
})

async function apply(page: Page): Promise<string> {
  await fillInRecord(page)
  await uploadPicture(page, '身份证.png')
  await page.getByRole('button', { name: '下一步' }).click()
  return declareAndSubmit(page)
}
