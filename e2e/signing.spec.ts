import { expect, test, type Page } from './support/journey.ts'
import { fillInAdvertising } from './support/advertising.ts'
import { citizenAtHome } from './support/citizen.ts'
import { sandbox } from './support/environment.ts'
import { complaints } from './support/watch.ts'
import { shot } from './support/look.ts'

const code = '91770101MA0000007U'
const company = '云岭食品有限公司'
const representatives = {
  张三: { name: '张三', idNumber: '770101199003070014' },
  王磊: { name: '王磊', idNumber: '770101200002290037' },
}

test('an agent who may not sign prepares a draft, and the representative submits it', async ({ browser }) => {
  await represent('张三')
  const zhang = await citizenAtHome(browser, '张三')
  const li = await citizenAtHome(browser, '李秀英')
  const wrong = complaints(li)

  await test.step('he lets her submit, and then prepare only', async () => {
    await zhang.goto('/organisations')
    await zhang.getByLabel('统一社会信用代码').fill(code)
    await zhang.getByRole('button', { name: '核对并登记' }).click()
    await expect(zhang.getByRole('status').filter({ hasText: '已登记' })).toBeVisible()
    await zhang.getByRole('link', { name: new RegExp(company) }).click()
    await zhang.getByRole('link', { name: '授权经办人' }).click()
    await zhang.getByLabel('经办人姓名').fill('李秀英')
    await zhang.getByLabel('经办人手机号或身份证号').fill('13800770002')
    await zhang.getByLabel(/可以提交、补正和撤回/).check()
    await zhang.getByRole('button', { name: '发出授权' }).click()
    await expect(zhang.getByText('等待对方确认')).toBeVisible()
    await li.goto('/organisations')
    await li.getByRole('button', { name: '接受', exact: true }).click()
    await expect(li.getByRole('link', { name: new RegExp(company) })).toBeVisible()
    await switchTo(li, new RegExp(company))
    await zhang.reload()
    await expect(zhang.getByText(/可以提交和撤回/).first()).toBeVisible()
    await zhang.getByRole('button', { name: /只让填写/ }).click()
    await zhang.getByRole('dialog').getByRole('button', { name: '只让填写' }).click()
    await expect(zhang.getByText(/只能填写，不能提交/).first()).toBeVisible()
    await shot(zhang, 'organisation-agents')
  })

  await test.step('she is told before she begins, and again at the end', async () => {
    await li.goto('/search?q=户外广告')
    await li.getByText('户外广告设施设置审批').first().click()
    await li.getByRole('link', { name: '在线办理' }).click()
    await expect(li.getByText(/由法定代表人张三登录后提交/)).toBeVisible()
    // A colleague of an earlier journey may have left a draft.
    const anew = li.getByRole('button', { name: '重新填一份' })
    await expect(anew.or(li.getByRole('button', { name: '下一步' }))).toBeVisible()
    if (await anew.isVisible()) await anew.click()
    await fillInAdvertising(li, company)
    await expect(li.getByRole('button', { name: '提交申请' })).toBeHidden()
    await shot(li, 'company-review-unsigned')
    await li.getByRole('button', { name: '存为企业草稿' }).click()
    await expect(li.getByRole('heading', { name: '企业的草稿' })).toBeVisible()
    await expect(li.getByText('户外广告设施设置审批').first()).toBeVisible()
    await shot(li, 'company-drafts-unsigned')
  })

  await test.step('the representative finds the draft and submits it', async () => {
    await switchTo(zhang, new RegExp(company))
    await zhang.goto('/drafts')
    await expect(zhang.getByText('李*英填写').first()).toBeVisible()
    await shot(zhang, 'company-drafts')
    await zhang
      .getByRole('link', { name: /户外广告设施设置审批/ })
      .first()
      .click()
    const next = zhang.getByRole('button', { name: '下一步' })
    while (!(await zhang.getByLabel(/我声明/).isVisible())) {
      const before = zhang.url()
      await next.click()
      await expect(zhang).not.toHaveURL(before)
    }
    await zhang.getByLabel(/我声明/).check()
    await zhang.getByRole('button', { name: '提交申请' }).click()
    await expect(zhang.getByText('申请已提交')).toBeVisible()
  })

  await test.step('she sees the case of the company, and may not withdraw it', async () => {
    await li.goto('/cases')
    await li
      .getByRole('link', { name: /户外广告设施设置审批/ })
      .first()
      .click()
    await expect(li.getByText(/不能提交、补正或撤回/)).toBeVisible()
    await expect(li.getByRole('button', { name: '撤回申请' })).toBeHidden()
    await shot(li, 'company-case-unsigned')
  })
  expect(wrong).toEqual([])
  await switchTo(li, /本人/)
  await switchTo(zhang, /本人/)
  await represent('王磊')
})

async function represent(name: keyof typeof representatives): Promise<void> {
  const answer = await fetch(`${sandbox}/registry/${code}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      name: company,
      type: '有限责任公司',
      status: 'active',
      representative: representatives[name],
    }),
  })
  expect(answer.ok).toBe(true)
}

async function switchTo(page: Page, whom: RegExp): Promise<void> {
  await page.goto('/')
  await page.getByRole('region', { name: '当前身份' }).getByRole('button').click()
  await page.getByRole('dialog').getByRole('button', { name: whom }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
}
