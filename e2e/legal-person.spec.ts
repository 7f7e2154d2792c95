import { expect, test, type Page } from './support/journey.ts'
import { fillInAdvertising } from './support/advertising.ts'
import { citizenAtHome } from './support/citizen.ts'
import { sandbox } from './support/environment.ts'
import { complaints } from './support/watch.ts'
import { shot } from './support/look.ts'

const code = '91770101MA0000007U'
const company = '云岭食品有限公司'

test('a representative appoints an agent, who acts for the company until the registry names another', async ({
  browser,
}) => {
  const zhang = await citizenAtHome(browser, '张三')
  const wrong = complaints(zhang)
  await test.step('the representative registers his company', async () => {
    await zhang.goto('/organisations')
    await zhang.getByLabel('统一社会信用代码').fill('91770101MA0000007X')
    await zhang.getByRole('button', { name: '核对并登记' }).click()
    await expect(zhang.getByRole('alert').first()).toContainText('逐位核对')
    await zhang.getByLabel('统一社会信用代码').fill(code.toLowerCase())
    await zhang.getByRole('button', { name: '核对并登记' }).click()
    await expect(zhang.getByRole('status').filter({ hasText: '已登记' })).toBeVisible()
    await expect(zhang.getByRole('region', { name: '当前身份' })).toContainText('本人 张三')
    await shot(zhang, 'organisations')
  })

  await test.step('he appoints an agent for one item', async () => {
    await zhang.getByRole('link', { name: new RegExp(company) }).click()
    await zhang.getByRole('link', { name: '授权经办人' }).click()
    await zhang.getByRole('button', { name: '发出授权' }).click()
    await expect(zhang.getByRole('alert').first()).toBeVisible()
    await zhang.getByLabel('经办人姓名').fill('李秀英')
    await zhang.getByLabel('经办人手机号或身份证号').fill('13800770002')
    await zhang.getByText('只限指定的事项').click()
    await zhang.getByLabel('查找事项').fill('户外广告')
    await zhang.getByLabel('查找事项').press('Enter')
    await zhang.getByRole('checkbox', { name: /户外广告设施设置审批/ }).check()
    await zhang.getByLabel(/可以提交、补正和撤回/).check()
    await shot(zhang, 'organisation-grant')
    await zhang.getByRole('button', { name: '发出授权' }).click()
    await expect(zhang.getByText('等待对方确认')).toBeVisible()
  })

  const li = await citizenAtHome(browser, '李秀英')
  await test.step('she is told, confirms and switches', async () => {
    await expect(async () => {
      await li.goto('/notices')
      await expect(li.getByText('请确认授权')).toBeVisible({ timeout: 1000 })
    }).toPass()
    await li.goto('/organisations')
    await shot(li, 'organisation-invitation')
    await li.getByRole('button', { name: '接受', exact: true }).click()
    await expect(li.getByRole('link', { name: new RegExp(company) })).toBeVisible()
    await li.goto('/search?q=户外广告')
    await li.getByText('户外广告设施设置审批').first().click()
    await li.getByRole('link', { name: '在线办理' }).click()
    await expect(li.getByText('只能由企业或组织申请')).toBeVisible()
    await shot(li, 'wrong-identity')
    await li.getByRole('button', { name: `切换为${company}` }).click()
    await expect(li.getByRole('region', { name: '当前身份' })).toContainText(company)
  })

  await test.step('she applies for the company', async () => {
    await fillInAdvertising(li, company)
    await li.getByLabel(/我声明/).check()
    await expect(li.getByText(`申请人：${company}`)).toBeVisible()
    await shot(li, 'company-review')
    await li.getByRole('button', { name: '提交申请' }).click()
    await expect(li.getByText('申请已提交')).toBeVisible()
    await li.goto('/')
    await expect(li.getByRole('region', { name: '我的办件' }).getByText('户外广告设施设置审批')).toBeVisible()
    await shot(li, 'company-home')
    await li.goto('/search?q=无犯罪记录')
    await li.getByText('开具无犯罪记录证明').first().click()
    await li.getByRole('link', { name: '在线办理' }).click()
    await expect(li.getByText('只能由个人申请')).toBeVisible()
  })

  await test.step('her own list has nothing of the company', async () => {
    await li.getByRole('region', { name: '当前身份' }).getByRole('button').click()
    await shot(li, 'identity-sheet')
    await li.getByRole('dialog').getByRole('button', { name: /本人/ }).click()
    await expect(li.getByRole('region', { name: '当前身份' })).toContainText('本人')
    await nothingOfTheCompany(li)
    await li.getByRole('region', { name: '当前身份' }).getByRole('button').click()
    await li
      .getByRole('dialog')
      .getByRole('button', { name: new RegExp(company) })
      .click()
    await expect(li.getByRole('region', { name: '我的办件' }).getByText('户外广告设施设置审批')).toBeVisible()
  })

  await test.step('the registry names another representative, and her next act is refused in plain words', async () => {
    await li.goto('/search?q=户外广告')
    await li.getByText('户外广告设施设置审批').first().click()
    await li.getByRole('link', { name: '在线办理' }).click()
    await fillInAdvertising(li, company)
    await li.getByLabel(/我声明/).check()
    const changed = await fetch(`${sandbox}/registry/${code}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        name: company,
        type: '有限责任公司',
        status: 'active',
        representative: { name: '王磊', idNumber: '770101200002290037' },
      }),
    })
    expect(changed.ok).toBe(true)
    await li.getByRole('button', { name: '提交申请' }).click()
    await expect(li.getByRole('alert').filter({ hasText: '权限已经结束' }).first()).toBeVisible()
    await expect(li.getByRole('heading', { name: '要换个身份申请' })).toBeVisible()
    await shot(li, 'mandate-ended')
    await li.getByRole('region', { name: '当前身份' }).getByRole('button').click()
    await li.getByRole('dialog').getByRole('button', { name: /本人/ }).click()
    // Who acts for nobody else any more needs no bar.
    await expect(li.getByRole('region', { name: '当前身份' })).toHaveCount(0)
    await nothingOfTheCompany(li)
  })
  expect(wrong).toEqual([])
})

/** Her own cases are shown, whichever she has from elsewhere, and the company's is not among them. */
async function nothingOfTheCompany(page: Page): Promise<void> {
  const own = page.getByRole('region', { name: '我的办件' })
  await expect(own.getByText('没有正在办的事').or(own.getByRole('listitem')).first()).toBeVisible()
  await expect(own.getByText('户外广告设施设置审批')).toHaveCount(0)
}
