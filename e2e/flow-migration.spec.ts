import { applyForOneself, declareAndSubmit, uploadPicture } from './support/application.ts'
import { citizenAtHome } from './support/citizen.ts'
import { screens } from './support/environment.ts'
import { expect, test, type Page } from './support/journey.ts'
import { officerAtWork, openCase } from './support/officer.ts'
import { complaints } from './support/watch.ts'
import { expectAccessible } from './support/look.ts'

const ITEM = '户籍信息确认'

test('running cases are moved to the new flow of their guide by two people; no date changes and nobody is left behind', async ({
  browser,
}) => {
  test.slow()
  const zhang = await citizenAtHome(browser, '张三')
  const li = await citizenAtHome(browser, '李秀英')
  const clerk = await officerAtWork(browser, 'wang.ga')
  const editor = await officerAtWork(browser, 'bian.ga')
  const wrong = [zhang, li, clerk, editor].map((page) => complaints(page))

  const numbers = await test.step('two cases run: one accepted, one reviewed already', async () => {
    const applied = []
    for (const page of [zhang, li]) {
      applied.push(await apply(page))
      await openCase(clerk, '待受理', applied.at(-1) ?? '')
      await clerk.getByRole('button', { name: '受理', exact: true }).click()
      await clerk.getByRole('button', { name: '受理', exact: true }).click()
      await expect(clerk.getByText('已受理').first()).toBeVisible()
    }
    await clerk.getByRole('button', { name: '提出审查意见' }).click()
    await clerk.getByLabel('建议准予').check()
    await clerk
      .getByRole('region', { name: '办理', exact: true })
      .getByRole('button', { name: /^常用语/ })
      .click()
    await clerk.getByRole('option', { name: /申请材料齐全/ }).click()
    await clerk.getByRole('button', { name: '提出审查意见' }).click()
    await expect(clerk.getByText('审查完成').first()).toBeVisible()
    return applied
  })

  await test.step('the guide goes over to two reviews', async () => {
    await editor.getByRole('link', { name: '实施清单', exact: true }).click()
    await editor.getByLabel('事项名称或实施编码').fill(ITEM)
    await editor.getByRole('button', { name: '查找' }).click()
    await editor.getByRole('button', { name: new RegExp(`^变更\\s*${ITEM}`) }).click()
    await editor.getByLabel('变更原因').fill('户籍信息由两人先后审查。')
    await editor.getByRole('button', { name: '流程', exact: true }).click()
    await editor.getByLabel('办理程序').selectOption('stepped')
    await editor.getByLabel('办理程序').blur()
    await expect(editor.getByText(/^已保存/)).toBeVisible()
    await editor.getByRole('button', { name: '提交审核' }).click()
    await editor.getByRole('dialog').getByRole('button', { name: '提交审核' }).click()
    await expect(editor.getByText('待部门审核', { exact: true })).toBeVisible()
    for (const login of ['he.ga', 'fa.zhi', 'zheng.wu']) {
      const reviewer = await officerAtWork(browser, login)
      await reviewer.getByRole('link', { name: ITEM }).click()
      await reviewer.getByRole('button', { name: '通过', exact: true }).click()
      await reviewer.getByRole('dialog').getByRole('button', { name: '通过', exact: true }).click()
      await expect(reviewer.getByRole('dialog')).toBeHidden()
      await reviewer.context().close()
    }
  })

  await test.step('the editor looks at what a migration would do, and proposes it', async () => {
    await editor.getByRole('link', { name: '流程迁移' }).click()
    await expect(editor.getByText('没有要处理的流程迁移。')).toBeVisible()
    await shot(editor, 'console-migration-empty')
    await editor.getByRole('link', { name: '去实施清单选事项' }).click()
    await editor.getByLabel('事项名称或实施编码').fill(ITEM)
    await editor.getByRole('button', { name: '查找' }).click()
    await editor.getByRole('link', { name: ITEM, exact: true }).click()
    await editor.getByRole('link', { name: '在办件的办理流程' }).click()
    await editor.getByRole('button', { name: /^预览调整/ }).press('Enter')
    await expect(editor.getByText('2 件中 1 件可以调整，1 件不调整。')).toBeVisible()
    await expect(editor.getByText('审查已经完成，新流程要求初审和复审两次')).toBeVisible()
    await editor.getByRole('button', { name: '逐件查看' }).click()
    await expect(editor.getByText(numbers[0] ?? '')).toBeVisible()
    await shot(editor, 'console-migration-preview')
    await editor.setViewportSize({ width: 390, height: 844 })
    await shot(editor, 'console-migration-preview-390')
    await editor.setViewportSize({ width: 1440, height: 900 })
    await editor.getByRole('button', { name: '提交确认' }).click()
    await expect(editor.getByText('请写明原因')).toBeVisible()
    await editor.getByLabel('为什么要调整').fill('指南改为两人先后审查，在办件一并按新流程办。')
    await editor.getByRole('button', { name: '提交确认' }).click()
    await expect(editor.getByText('待确认', { exact: true })).toBeVisible()
    // Who proposes cannot confirm.
    await expect(editor.getByRole('button', { name: '确认调整' })).toHaveCount(0)
  })

  await openCase(clerk, '待审查', numbers[0] ?? '')
  const office = await officerAtWork(browser, 'zheng.wu')
  wrong.push(complaints(office))
  await test.step('the service office sees the numbers of now, confirms, and sees what became of each case', async () => {
    await office.getByRole('link', { name: '流程迁移' }).click()
    await office.getByRole('link', { name: ITEM }).click()
    await expect(office.getByText('2 件中 1 件可以调整，1 件不调整。')).toBeVisible()
    await office.getByRole('button', { name: '确认调整' }).click()
    await shot(office, 'console-migration-confirm')
    await office.getByRole('dialog').getByRole('button', { name: '调整 1 件' }).click()
    await expect(office.getByText('已调整 1 件，没有调整 1 件。')).toBeVisible({ timeout: 90_000 })
    await expect(office.getByText(numbers[1] ?? '')).toBeVisible()
    await shot(office, 'console-migration-result')
    const saved = office.waitForEvent('download')
    await office.getByRole('button', { name: '导出' }).click()
    expect((await saved).suggestedFilename()).toBe('流程迁移-未调整.csv')
    await office.setViewportSize({ width: 390, height: 844 })
    await shot(office, 'console-migration-result-390')
    await office.getByRole('button', { name: '已调整的' }).click()
    await expect(office.getByText(numbers[0] ?? '')).toBeVisible()
  })

  await test.step('the officer in charge goes on under the new flow, and the citizen is told in plain words', async () => {
    // The page that he had open has taken it in by itself.
    await expect(clerk.getByText('有更新：系统：办理流程调整。')).toBeVisible()
    await expect(clerk.getByText(/由“一般程序（电子结果）”调整为“分步审查程序/)).toBeVisible()
    await expect(clerk.getByRole('button', { name: '初审完成', exact: true })).toBeVisible()
    await shot(clerk, 'console-migration-case')
    await zhang.goto('/cases')
    await zhang
      .getByRole('link', { name: new RegExp(ITEM) })
      .first()
      .click()
    await expect(zhang.getByText(/您的材料、费用和办理期限都不变/)).toBeVisible()
    await shot(zhang, 'case-flow-migrated')
  })

  await test.step('both end what they left open', async () => {
    for (const page of [zhang, li]) {
      await page.goto('/cases')
      await page
        .getByRole('link', { name: new RegExp(ITEM) })
        .first()
        .click()
      await page.getByRole('button', { name: '撤回申请' }).click()
      await page.getByRole('dialog').getByRole('button', { name: /撤回/ }).click()
      await expect(page.getByText('已撤回').first()).toBeVisible()
    }
  })
  expect(wrong.flat()).toEqual([])
})

/** Applies for the item; answers the case number. */
async function apply(page: Page): Promise<string> {
  await page.goto(`/search?q=${ITEM}`)
  await page.getByText(ITEM).first().click()
  await applyForOneself(page)
  const next = page.getByRole('button', { name: '下一步' })
  await next.click()
  await page.getByLabel('户籍地址').fill('云溪市云岭区云岭路 1 号')
  await page.getByLabel('用途').fill('办理入学')
  await page.getByLabel(/我承诺以上内容真实/).check()
  await next.click()
  await uploadPicture(page, '户口簿.png')
  await next.click()
  return declareAndSubmit(page)
}

async function shot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => window.scrollTo(0, 0))
  await page.screenshot({ path: `${screens}/${name}.png`, fullPage: true })
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), name).toBe(true)
  await expectAccessible(page, name)
}
