import { expect, test, type Page } from './support/journey.ts'
import { applyForOneself, caseNumberOn } from './support/application.ts'
import { citizenAtHome } from './support/citizen.ts'
import { screens } from './support/environment.ts'
import { officerAtWork, openCase } from './support/officer.ts'
import { complaints } from './support/watch.ts'
import { expectAccessible } from './support/look.ts'

const ITEM = '户口迁移（跨省通办）'

test('a guide is changed by its editor and three reviewers; who has a draft is told, who has a case is not touched', async ({
  browser,
}) => {
  test.slow()
  const zhang = await citizenAtHome(browser, '张三')
  const li = await citizenAtHome(browser, '李秀英')
  const wrong = [zhang, li].flatMap((page) => [complaints(page)])

  await test.step('one citizen has a draft, another has submitted; each chose a situation first', async () => {
    await fillIn(zhang)
    await shot(zhang, 'apply-situation-materials')
    await upload(zhang)
    await expect(zhang.getByText(/草稿已保存/)).toBeVisible()
    await fillIn(li)
    await upload(li)
    await li.getByRole('button', { name: '下一步' }).click()
    await li.getByLabel(/我声明/).check()
    await li.getByRole('button', { name: '提交申请' }).click()
    await expect(li.getByText('申请已提交')).toBeVisible()
  })
  const caseNumber = await caseNumberOn(li)

  const editor = await officerAtWork(browser, 'bian.ga')
  wrong.push(complaints(editor))
  await test.step('the editor finds the item and opens a change', async () => {
    await editor.getByRole('link', { name: '实施清单', exact: true }).click()
    await editor.getByLabel('事项名称或实施编码').fill('户口迁移')
    await editor.getByRole('button', { name: '查找' }).click()
    await expect(editor.getByRole('link', { name: ITEM })).toHaveCount(1)
    await shot(editor, 'console-catalogue-items')
    await editor.getByRole('button', { name: /^变更\s*户口迁移/ }).click()
    await expect(editor.getByRole('heading', { name: ITEM })).toBeVisible()
    await editor.getByLabel('变更原因').fill('按新的落户办法，就业落户的要交社保缴费证明。')
  })

  await test.step('a promise longer than the law is told as it is typed, with the way to it', async () => {
    await editor.getByRole('button', { name: '时限', exact: true }).click()
    const promise = editor.getByLabel('承诺办结时限', { exact: false }).first()
    const before = await promise.inputValue()
    await promise.fill('900')
    await promise.blur()
    await expect(editor.getByText(/承诺办结时限不能长于法定办结时限/).first()).toBeVisible()
    await shot(editor, 'console-catalogue-editor')
    await editor.getByRole('button', { name: '材料', exact: true }).click()
    await editor.getByRole('button', { name: /承诺办结时限不能长于法定办结时限/ }).click()
    await expect(promise).toBeFocused()
    await promise.fill(before)
    await promise.blur()
    await expect(editor.getByText(/处要改，才能提交审核/)).toBeHidden()
  })

  await test.step('a material, a question, and the situation that asks for both', async () => {
    await editor.getByRole('button', { name: '材料', exact: true }).click()
    await editor.getByRole('button', { name: '添加材料' }).click()
    await expect(editor.getByText(/还没有填“材料名称”/).first()).toBeVisible()
    await editor.getByLabel('材料名称').fill('社会保险缴费证明')
    await editor.getByLabel('材料名称').blur()
    await shot(editor, 'console-catalogue-materials')
    await editor.getByRole('button', { name: '表单', exact: true }).click()
    await editor.getByRole('textbox', { name: '第 2 步的名称' }).focus()
    await editor.getByRole('button', { name: '文字', exact: true }).click()
    await editor.getByLabel('标题').fill('工作单位')
    await editor.getByLabel('必须填写').check()
    await expect(editor.locator('.screen').getByText('工作单位')).toBeVisible()
    await editor.getByRole('button', { name: /^上移\s*工作单位/ }).press('Enter')
    await shot(editor, 'console-catalogue-designer')
    await editor.getByRole('button', { name: '情形', exact: true }).click()
    await editor.getByLabel('就业时要材料：社会保险缴费证明').check()
    await editor.getByLabel('就业时要问题：工作单位').check()
    await shot(editor, 'console-catalogue-situations')
    await expect(editor.getByText(/^已保存/)).toBeVisible()
    await editor.getByRole('button', { name: '提交审核' }).click()
    await editor.getByRole('dialog').getByRole('button', { name: '提交审核' }).click()
    await expect(editor.getByText('待部门审核', { exact: true })).toBeVisible()
  })

  for (const [login, next] of [
    ['he.ga', '待法制审核'],
    ['fa.zhi', '待政务办审核'],
    ['zheng.wu', '已发布'],
  ] as const)
    await test.step(`${login} compares and approves`, async () => {
      const reviewer = await officerAtWork(browser, login)
      await reviewer.getByRole('link', { name: ITEM }).click()
      await expect(reviewer.getByText('新增材料“社会保险缴费证明”')).toBeVisible()
      if (login === 'he.ga') await shot(reviewer, 'console-catalogue-diff')
      await reviewer.getByRole('button', { name: '通过', exact: true }).click()
      await reviewer.getByLabel('审核意见').fill('同意。')
      if (login === 'fa.zhi') await shot(reviewer, 'console-catalogue-review')
      await reviewer.getByRole('dialog').getByRole('button', { name: '通过', exact: true }).click()
      await expect(reviewer.getByText(next, { exact: true })).toBeVisible()
      if (login === 'zheng.wu') {
        await reviewer.getByRole('button', { name: '经过' }).click()
        await shot(reviewer, 'console-catalogue-timeline')
      }
      await reviewer.context().close()
    })

  await test.step('the citizen with the draft is told field by field, and led to the field', async () => {
    await zhang.goto('/drafts')
    await zhang
      .getByRole('link', { name: /户口迁移/ })
      .first()
      .click()
    await expect(zhang.getByText('和您有关的有 2 处')).toBeVisible()
    await shot(zhang, 'draft-changes')
    await zhang.getByRole('button', { name: '新增“工作单位”，必须填写' }).click()
    await expect(zhang.getByLabel('工作单位')).toBeFocused()
    await zhang.getByLabel('工作单位').fill('云岭食品有限公司')
    await expect(zhang.getByLabel('迁入地址')).toHaveValue('云溪市云岭区云岭路 1 号')
    await zhang.getByRole('button', { name: '我看过了' }).click()
    await expect(zhang.getByText('和您有关的有 2 处')).toBeHidden()
  })

  await test.step('the case under way goes on under the version it was submitted under', async () => {
    const clerk = await officerAtWork(browser, 'wang.ga')
    await openCase(clerk, '待受理', caseNumber)
    await expect(clerk.getByText('社会保险缴费证明')).toHaveCount(0)
    await clerk.getByRole('button', { name: '受理', exact: true }).click()
    await clerk.getByRole('button', { name: '受理', exact: true }).click()
    await expect(clerk.getByText('已受理').first()).toBeVisible()
  })
  expect(wrong.flat()).toEqual([])
})

test('the flow of a guide: its picture, step limits, special procedures, and agencies that are picked', async ({
  browser,
}) => {
  const editor = await officerAtWork(browser, 'bian.ga')
  const wrong = complaints(editor)
  await editor.getByRole('link', { name: '实施清单', exact: true }).click()
  await editor.getByLabel('事项名称或实施编码').fill('临时居民身份证')
  await editor.getByRole('button', { name: '查找' }).click()
  await editor.getByRole('button', { name: /^变更\s*.*临时居民身份证/ }).click()
  await editor.getByRole('button', { name: '流程', exact: true }).click()
  await editor.getByLabel('办理程序').selectOption({ label: '联合审查程序' })
  await editor.getByText(/“联合审查程序”怎么走/).click()
  await expect(editor.getByRole('row', { name: /^已受理/ })).toContainText('征求会办意见')
  await editor.getByLabel('添加会办部门').selectOption({ label: '云岭区民政局' })
  await expect(editor.getByText('11770101MB0000190F')).toBeVisible()
  await editor.getByRole('button', { name: '添加程序' }).click()
  await editor.getByLabel('种类').fill('实地核查')
  await editor.getByLabel('种类').blur()
  await expect(editor.getByText(/法律没有直接列出“实地核查”/).first()).toBeVisible()
  await editor.getByLabel('最长（工作日）').fill('5')
  await shot(editor, 'console-catalogue-flow')
  await editor.getByLabel('依据', { exact: true }).fill('示例办法第九条')
  await editor.getByLabel('告知书里的话').fill('核查人员会提前一天打电话，请留人在家。')
  await expect(editor.getByText(/法律没有直接列出“实地核查”/)).toHaveCount(0)
  await editor.getByLabel('办理程序').selectOption({ label: '即办程序' })
  await expect(editor.getByText(/“即办程序”没有特别程序/).first()).toBeVisible()
  await editor.getByLabel('办理程序').selectOption({ label: '联合审查程序' })
  await editor.getByRole('button', { name: '对照', exact: true }).click()
  await expect(editor.getByText('新增会办部门“云岭区民政局”')).toBeVisible()
  await expect(editor.getByText('新增程序“实地核查”')).toBeVisible()
  await shot(editor, 'console-catalogue-flow-diff')
  await editor.getByRole('button', { name: '撤销', exact: true }).click()
  await editor.getByRole('dialog').getByRole('button', { name: '撤销', exact: true }).click()
  await expect(editor.getByText('已撤销').first()).toBeVisible()

  await test.step('a split says what becomes of the old item before anybody approves it', async () => {
    await editor.getByRole('link', { name: '实施清单', exact: true }).click()
    await editor.getByRole('button', { name: '新增、拆分、合并、承接' }).click()
    await editor.getByLabel('方式').selectOption({ label: '拆分' })
    await editor.getByLabel('前身的实施编码').fill('11770101MB0000166Y4770709003001')
    await editor.getByLabel('基本目录事项').fill('高龄津贴')
    await editor.getByRole('button', { name: '查找', exact: true }).nth(1).click()
    await editor.getByRole('radio', { name: /高龄津贴/ }).check()
    await shot(editor, 'console-catalogue-split-form')
    await editor.getByRole('button', { name: '开始编制' }).click()
    await expect(editor.getByText(/临时居民身份证.*通过后立即停办/)).toBeVisible()
    await shot(editor, 'console-catalogue-split')
    await editor.getByRole('button', { name: '撤销', exact: true }).click()
    await editor.getByRole('dialog').getByRole('button', { name: '撤销', exact: true }).click()
    await expect(editor.getByText('已撤销').first()).toBeVisible()
  })
  expect(wrong).toEqual([])
})

/** Fills in the application up to the materials; because of a job. */
async function fillIn(page: Page): Promise<void> {
  await page.goto('/search?q=户口迁移')
  await page.getByText(ITEM).first().click()
  await applyForOneself(page)
  const next = page.getByRole('button', { name: '下一步' })
  await expect(page.getByRole('heading', { name: '您的情况' })).toBeVisible()
  await page.getByLabel('就业', { exact: true }).check()
  await page.getByLabel('没有', { exact: true }).check()
  await next.click()
  await next.click()
  await page.getByLabel('现户口所在地').fill('示例省临江市城关派出所')
  await page.getByLabel('迁入地址').fill('云溪市云岭区云岭路 1 号')
  await next.click()
  await page.getByLabel(/我承诺以上内容真实/).check()
  await next.click()
  await expect(page.getByText('劳动合同', { exact: true })).toBeVisible()
  await expect(page.getByText('毕业证书')).toHaveCount(0)
}

async function upload(page: Page): Promise<void> {
  const buffer = await page.screenshot()
  const inputs = page.locator('input[type=file]')
  for (let n = 0; n < (await inputs.count()); n += 1)
    await inputs.nth(n).setInputFiles({ name: `材料${n + 1}.png`, mimeType: 'image/png', buffer })
  await expect(page.getByText('已上传')).toHaveCount(await inputs.count())
}

async function shot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => window.scrollTo(0, 0))
  await page.screenshot({ path: `${screens}/${name}.png`, fullPage: true })
  await expectAccessible(page, name)
}
