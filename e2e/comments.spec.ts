import { expect, test, type Page } from './support/journey.ts'
import { declareAndSubmit, fillInRecord } from './support/application.ts'
import { citizenAtHome } from './support/citizen.ts'
import { screens } from './support/environment.ts'
import { officerAtWork, openCase } from './support/officer.ts'
import { complaints } from './support/watch.ts'
import { expectAccessible } from './support/look.ts'

test('officers comment on a case with phrases of their own, and are warned of a second application', async ({
  browser,
}) => {
  test.setTimeout(240_000)
  const zhang = await citizenAtHome(browser, '张三')
  const mother = await citizenAtHome(browser, '李秀英')
  const picture = await zhang.screenshot()
  const [one, two, hers] = await test.step('one applies twice, and somebody else hands in the same file', async () => [
    await apply(zhang, picture),
    await apply(zhang, picture),
    await apply(mother, picture),
  ])

  const wang = await officerAtWork(browser, 'wang.ga')
  const li = await officerAtWork(browser, 'li.ga')
  const wrong = [complaints(wang), complaints(li)]

  await test.step('the officer sees both warnings, each with the way to the other case', async () => {
    await openCase(wang, '待受理', two)
    const note = wang.getByRole('status').filter({ hasText: '可能重复申请' })
    await expect(note.getByTitle(one)).toBeVisible()
    await expect(note.getByTitle(hers)).toHaveCount(0)
    const materials = wang.getByRole('region', { name: '申请材料' })
    await expect(materials.getByText('别人也交过同样的文件')).toContainText('李*英')
    await expect(materials.getByTitle(hers)).toBeVisible()
    await wang.screenshot({ path: `${screens}/console-duplicate.png`, fullPage: true })
    await expectAccessible(wang)
    await narrow(wang, 'console-duplicate-390')
    await note.getByTitle(one).click()
    await expect(wang.getByText(one)).toBeVisible()
    await expect(wang.getByText('可能重复申请')).toBeVisible()
  })

  await test.step('he keeps phrases: adds, changes, orders and removes them', async () => {
    await wang.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '常用语' }).click()
    const own = wang.getByRole('region', { name: /^我的/ })
    await expect(own).toContainText('还没有')
    const add = async (words: string) => {
      await own.getByRole('button', { name: '增加' }).click()
      const dialog = wang.getByRole('dialog', { name: '增加我的常用语' })
      await dialog.getByLabel('内容').fill(words)
      return dialog
    }
    const dialog = await add('已核对，办件是：')
    await dialog.getByRole('button', { name: '事项名称' }).click()
    await wang.screenshot({ path: `${screens}/console-phrase-form.png` })
    await dialog.getByRole('button', { name: '保存' }).click()
    await expect(own).toContainText('已核对，办件是：{事项名称}')
    await (await add('转窗口核对原件')).getByRole('button', { name: '保存' }).click()
    await (await add('不用的')).getByRole('button', { name: '保存' }).click()
    await own.getByRole('button', { name: /^上移.*转窗口/ }).click()
    await expect(own.getByRole('listitem').first()).toContainText('转窗口核对原件')
    await own.getByRole('button', { name: /^修改.*转窗口/ }).click()
    const change = wang.getByRole('dialog', { name: '修改我的常用语' })
    await change.getByLabel('内容').fill('请窗口核对原件。')
    await change.getByRole('button', { name: '保存' }).click()
    await expect(own).toContainText('请窗口核对原件。')
    await own.getByRole('button', { name: /^删除.*不用的/ }).click()
    await wang.getByRole('dialog').getByRole('button', { name: '删除', exact: true }).click()
    await expect(own).not.toContainText('不用的')
    // Those of the agency its head keeps.
    await expect(wang.getByRole('region', { name: /^本单位/ }).getByRole('button', { name: '增加' })).toHaveCount(0)
    await li.goto('/console/phrases?purpose=comment')
    await li
      .getByRole('region', { name: /^本单位/ })
      .getByRole('button', { name: '增加' })
      .click()
    const shared = li.getByRole('dialog', { name: '增加本单位常用语' })
    await shared.getByLabel('内容').fill('同一申请人重复申请，请先联系本人。')
    await shared.getByRole('button', { name: '保存' }).click()
    await expect(li.getByRole('region', { name: /^本单位/ })).toContainText('重复申请')
    await wang.reload()
    await expect(wang.getByRole('region', { name: /^本单位/ })).toContainText('重复申请')
    await wang.screenshot({ path: `${screens}/console-phrases.png`, fullPage: true })
    await expectAccessible(wang)
    await narrow(wang, 'console-phrases-390')
  })

  await test.step('he comments with the keyboard alone; a colleague reads it without asking, the applicant never', async () => {
    await openCase(li, '待受理', two)
    await openCase(wang, '待受理', two)
    const box = wang.getByLabel('写批注')
    await box.focus()
    await wang.keyboard.press('Alt+ArrowDown')
    await expect(wang.getByRole('combobox', { name: '找常用语' })).toBeFocused()
    await expect(wang.getByRole('option')).toHaveCount(6)
    await wang.keyboard.type('重复')
    await expect(wang.getByRole('option')).toHaveText(/同一申请人重复申请.*本单位/)
    await wang.screenshot({ path: `${screens}/console-phrase-picker.png` })
    await expectAccessible(wang)
    await wang.keyboard.press('Enter')
    await expect(box).toBeFocused()
    await wang.keyboard.press('Alt+ArrowDown')
    await wang.keyboard.press('ArrowDown')
    await wang.keyboard.press('Enter')
    await expect(box).toHaveValue('同一申请人重复申请，请先联系本人。\n已核对，办件是：开具无犯罪记录证明')
    await wang.keyboard.press('Control+Enter')
    const comments = wang.getByRole('list', { name: '批注' })
    await expect(comments).toContainText('请先联系本人')
    await expect(comments).toContainText('王志强 · 云岭区公安分局')
    await expect(box).toHaveValue('')
    await expect(li.getByText('王志强：写了内部批注。')).toBeVisible()
    await expect(li.getByRole('list', { name: '批注' })).toContainText('请先联系本人')
    await li.screenshot({ path: `${screens}/console-comments.png`, fullPage: true })
    await narrow(li, 'console-comments-390')
    await comments.getByRole('button', { name: /^收回/ }).click()
    await expect(comments).toContainText('（已收回）')
    await expect(li.getByRole('list', { name: '批注' })).not.toContainText('请先联系本人')
    // Its words are back in the box, to be put right.
    await box.fill('已联系本人，他要撤回这一件。')
    await wang.getByRole('button', { name: '写下批注' }).click()
    await expect(li.getByRole('list', { name: '批注' })).toContainText('他要撤回这一件')
  })

  await test.step('the applicant sees nothing of it and withdraws', async () => {
    for (const [page, times] of [
      [zhang, 2],
      [mother, 1],
    ] as const)
      for (let n = 0; n < times; n += 1) {
        await page.goto('/cases')
        await page.getByText('开具无犯罪记录证明').first().click()
        await expect(page.getByRole('button', { name: '撤回申请' })).toBeVisible()
        await expect(page.getByText('批注')).toHaveCount(0)
        await expect(page.getByText('联系本人')).toHaveCount(0)
        await page.getByRole('button', { name: '撤回申请' }).click()
        await page.getByRole('dialog').getByRole('button', { name: /撤回/ }).click()
        await expect(page.getByText('已撤回').first()).toBeVisible()
      }
  })
  expect(wrong.flat()).toEqual([])
})

async function apply(page: Page, picture: Buffer): Promise<string> {
  await fillInRecord(page)
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: '身份证.png', mimeType: 'image/png', buffer: picture })
  await expect(page.getByText('已上传')).toBeVisible()
  await page.getByRole('button', { name: '下一步' }).click()
  return declareAndSubmit(page)
}

/** The same page on a phone, without a scroll to the side. */
async function narrow(page: Page, name: string): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  await page.screenshot({ path: `${screens}/${name}.png`, fullPage: true })
  await page.setViewportSize({ width: 1440, height: 900 })
}
