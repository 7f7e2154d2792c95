import { expect, test, type Page } from './support/journey.ts'
import { citizenAtHome } from './support/citizen.ts'
import { officerAtWork, openCase } from './support/officer.ts'
import { complaints } from './support/watch.ts'
import { shot } from './support/look.ts'

test('a mother files for her child and for a relative, who sees it, takes the mandate back and goes on himself', async ({
  browser,
}) => {
  const li = await citizenAtHome(browser, '李秀英')
  const zhang = await citizenAtHome(browser, '张三')
  const wrong = complaints(li)

  await test.step('she is her child’s guardian, and a relative lets her act for him', async () => {
    await li.goto('/family')
    await li.getByLabel('孩子姓名').fill('赵小宇')
    await li.getByLabel('孩子身份证号').fill('770101201506010056')
    await li.getByLabel('我是孩子的').selectOption({ label: '母亲' })
    await li.getByRole('button', { name: '核对并登记' }).click()
    await expect(li.getByText('已核验')).toBeVisible()
    await zhang.goto('/family/grant')
    await zhang.getByLabel('家人姓名').fill('李秀英')
    await zhang.getByLabel('家人手机号或身份证号').fill('13800770002')
    await zhang.getByLabel(/也可以替我申请办事/).check()
    await shot(zhang, 'family-grant')
    await zhang.getByRole('button', { name: '发出授权' }).click()
    await expect(zhang.getByText('等待确认')).toBeVisible()
    await li.reload()
    await expect(li.getByText(/您可以替他申请/)).toBeVisible()
    await li.getByRole('button', { name: '接受', exact: true }).click()
    await expect(li.getByText('我可以替张三办事、看进度')).toBeVisible()
  })

  await test.step('for the child its own data are filled in', async () => {
    await begin(li)
    await expect(li.getByRole('heading', { name: '为谁办理？' })).toBeVisible()
    await shot(li, 'apply-for-whom')
    await li.getByRole('button', { name: /替赵\*宇办理/ }).click()
    await expect(li.getByText('您是代办人')).toBeVisible()
    await expect(li.getByText('770101********0056')).toBeVisible()
    await shot(li, 'apply-for-child')
    await fillIn(li)
    await expect(li.getByText('代办人：李秀英')).toBeVisible()
    await shot(li, 'apply-for-child-review')
    await submit(li)
    await li.goto('/cases')
    await expect(li.getByText('替赵*宇办理')).toBeVisible()
    await li.getByRole('link', { name: /替赵\*宇办理/ }).click()
    await withdraw(li)
  })

  const caseNumber = await test.step('she files for the relative', async () => {
    await begin(li)
    await li.getByRole('button', { name: /替张\*办理/ }).click()
    await fillIn(li)
    return submit(li)
  })

  await test.step('he sees it, marked and read-only', async () => {
    await zhang.goto('/cases')
    await shot(zhang, 'cases-filed-for-me')
    await zhang
      .getByRole('link', { name: /由李\*英代办/ })
      .first()
      .click()
    await expect(zhang.getByText(/这个办件由李\*英代办/)).toBeVisible()
    await expect(zhang.getByRole('button', { name: '撤回申请' })).toBeHidden()
    await zhang.getByText('提交的内容').click()
    const [file] = await Promise.all([
      zhang.context().waitForEvent('page'),
      zhang
        .getByRole('link', { name: /身份证/ })
        .first()
        .click(),
    ])
    await file.close()
    await shot(zhang, 'case-filed-for-me')
  })

  await test.step('the officer sees both persons', async () => {
    const officer = await officerAtWork(browser, 'wang.ga')
    await openCase(officer, '待受理', caseNumber)
    await expect(officer.getByText('李*英（授权的家人）')).toBeVisible()
    await shot(officer, 'console-case-family')
  })

  await test.step('the mandate ends while she fills in another, and he takes over', async () => {
    await begin(li)
    await li.getByRole('button', { name: /替张\*办理/ }).click()
    await fillIn(li)
    await zhang.goto('/family')
    await zhang.getByRole('button', { name: /收回/ }).click()
    await zhang.getByRole('dialog').getByRole('button', { name: '收回' }).click()
    await expect(zhang.getByText('已收回')).toBeVisible()
    await li.getByLabel(/我声明/).check()
    await li.getByRole('button', { name: '提交申请' }).click()
    await expect(li.getByRole('heading', { name: '现在不能替这位家人办理' })).toBeVisible()
    await shot(li, 'apply-kinship-over')
    await li.reload()
    await expect(li.getByRole('heading', { name: /现在不能替张\*办理/ })).toBeVisible()
    await li.goto('/cases')
    await expect(li.getByText('替张*办理')).toBeHidden()
    await zhang.goto('/cases')
    await zhang
      .getByRole('link', { name: /由李\*英代办/ })
      .first()
      .click()
    await withdraw(zhang)
  })

  // Others' journeys begin without family and drafts.
  await li.goto('/family')
  await li.getByRole('button', { name: /赵小宇/ }).click()
  await li.getByRole('dialog').getByRole('button').last().click()
  await expect(li.getByText('已结束').first()).toBeVisible()
  await li.goto('/drafts')
  await li
    .getByRole('button', { name: /删除草稿/ })
    .first()
    .click()
  await li.getByRole('dialog').getByRole('button', { name: '删除' }).click()
  await expect(li.getByText('没有草稿')).toBeVisible()
  expect(wrong).toEqual([])
})

async function begin(page: Page): Promise<void> {
  await page.goto('/search?q=无犯罪记录')
  await page.getByText('开具无犯罪记录证明').first().click()
  await page.getByRole('link', { name: '在线办理' }).click()
}

async function fillIn(page: Page): Promise<void> {
  const next = page.getByRole('button', { name: '下一步' })
  await next.click()
  await page.getByLabel('求职就业').check()
  await page.getByLabel('用人单位名称').fill('云岭食品有限公司')
  await page.getByLabel('查询开始日期').fill('2010-09-01')
  await next.click()
  await page.getByLabel('在线下载电子证明').check()
  await page.getByLabel(/我承诺以上内容真实/).check()
  await next.click()
  const buffer = await page.screenshot()
  await page.locator('input[type=file]').first().setInputFiles({ name: '身份证.png', mimeType: 'image/png', buffer })
  await expect(page.getByText('已上传')).toBeVisible()
  await next.click()
  await expect(page.getByLabel(/我声明/)).toBeVisible()
}

async function submit(page: Page): Promise<string> {
  await page.getByLabel(/我声明/).check()
  await page.getByRole('button', { name: '提交申请' }).click()
  await expect(page.getByText('申请已提交')).toBeVisible()
  return /[0-9A-Z]{31}\d{12,}/.exec(await page.locator('main').innerText())?.[0] ?? ''
}

async function withdraw(page: Page): Promise<void> {
  await page.getByRole('button', { name: '撤回申请' }).click()
  await page.getByRole('dialog').getByRole('button', { name: /撤回/ }).click()
  await expect(page.getByText('已撤回').first()).toBeVisible()
}
