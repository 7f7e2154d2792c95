import { readFileSync } from 'node:fs'
import { expect, test, type Page } from './support/journey.ts'
import { declareAndSubmit, fillInRecord } from './support/application.ts'
import { citizenAtHome, proveMyself } from './support/citizen.ts'
import { screens } from './support/environment.ts'
import { officerAtWork, openCase } from './support/officer.ts'
import { complaints } from './support/watch.ts'
import { expectAccessible, shot } from './support/look.ts'

test('a citizen keeps favourites and papers, sees who looked, takes his data along and may leave', async ({
  browser,
}) => {
  const page = await citizenAtHome(browser, '李秀英')
  const wrong = complaints(page)
  await test.step('the profile is masked until asked', async () => {
    await page.goto('/me')
    await expect(page.getByText('770101********0026')).toBeVisible()
    await page.getByRole('button', { name: '显示完整号码' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '显示' }).click()
    await proveMyself(page, '李秀英')
    await expect(page.getByText('770101198512310026')).toBeVisible()
    await page.getByRole('button', { name: '隐藏号码' }).click()
    await shot(page, 'me')
  })

  await test.step('an item is starred and found again', async () => {
    await page.goto('/search?q=无犯罪记录')
    await page.getByText('开具无犯罪记录证明').first().click()
    await page.getByRole('button', { name: '收藏' }).click()
    await expect(page.getByRole('button', { name: '已收藏' })).toBeVisible()
    await page.goto('/favourites')
    await expect(page.getByRole('link', { name: /开具无犯罪记录证明/ })).toBeVisible()
    await shot(page, 'favourites')
  })

  await test.step('a paper goes into the vault after consent', async () => {
    await page.goto('/vault')
    await shot(page, 'vault-consent')
    await page.getByRole('button', { name: '我已阅读，同意' }).click()
    await page.getByRole('button', { name: '放入材料库' }).click()
    await expect(page.getByRole('alert').first()).toBeVisible()
    await page.getByLabel('名称').fill('身份证正反面')
    const buffer = await page.screenshot()
    await page.locator('input[type=file]').setInputFiles({ name: '身份证.png', mimeType: 'image/png', buffer })
    await page.getByRole('button', { name: '放入材料库' }).click()
    await expect(page.getByRole('status').filter({ hasText: '已放入材料库' })).toBeVisible()
    await expect(page.getByRole('link', { name: /身份证正反面/ })).toBeVisible()
    await shot(page, 'vault')
  })

  const caseNumber = await test.step('an application takes the paper out of the vault', () => applyFromVault(page))

  await test.step('an officer looks, and the citizen sees that he did', async () => {
    const officer = await officerAtWork(browser, 'wang.ga')
    await openCase(officer, '待受理', caseNumber)
    await page.goto('/privacy/accesses')
    await expect(page.getByText('王*强').first()).toBeVisible()
    await shot(page, 'accesses')
  })

  await test.step('the account cannot be deleted while the case is open', async () => {
    await page.goto('/privacy/deletion')
    await expect(page.getByText('现在还不能注销')).toBeVisible()
    await shot(page, 'deletion-blocked')
    await page.getByRole('link', { name: /开具无犯罪记录证明/ }).click()
    await page.getByRole('button', { name: /撤回/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: /撤回/ }).click()
    await expect(page.getByText('已撤回').first()).toBeVisible()
    await withdrawTheRest(page)
  })

  await test.step('the data are handed out once', async () => {
    await page.goto('/privacy')
    await page.getByRole('button', { name: '准备一份新的' }).click()
    const link = page.getByRole('button', { name: '下载' })
    await expect(link).toBeVisible()
    await shot(page, 'privacy')
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    expect(
      readFileSync(await download.path())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK')
    await expect(page.getByText('已下载')).toBeVisible()
  })

  await test.step('an extra consent is taken back, and applying still works', async () => {
    const card = page.getByRole('region', { name: '材料库使用说明' })
    await card.getByRole('button', { name: '撤回同意' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '撤回' }).click()
    await expect(card.getByText('已撤回')).toBeVisible()
    await page.goto('/search?q=无犯罪记录')
    await page.getByText('开具无犯罪记录证明').first().click()
    await page.getByRole('link', { name: '在线办理' }).click()
    await expect(page.getByRole('button', { name: '下一步' })).toBeVisible()
  })

  await test.step('the deletion is asked for and cancelled', async () => {
    await page.goto('/privacy/deletion')
    await page.getByRole('button', { name: '申请注销' }).click()
    await expect(page.getByRole('alert').filter({ hasText: '请先勾选' })).toBeVisible()
    await page.getByLabel(/我知道会删除什么/).check()
    await shot(page, 'deletion')
    await page.getByRole('button', { name: '申请注销' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '申请注销' }).click()
    await expect(page.getByText('您已申请注销')).toBeVisible()
    await page.getByRole('button', { name: '取消注销' }).click()
    await expect(page.getByRole('button', { name: '申请注销' })).toBeVisible()
  })
  expect(wrong).toEqual([])
})

test('the pages of the personal space fit 320 px, and have large targets for the elderly', async ({ browser }) => {
  const page = await citizenAtHome(browser, '张三')
  const places = [
    '/me',
    '/organisations',
    '/family',
    '/family/grant',
    '/favourites',
    '/vault',
    '/privacy',
    '/privacy/deletion',
    '/account',
    '/account/password',
    '/account/phone',
    '/account/history',
    '/account/trusted',
  ]
  await page.setViewportSize({ width: 320, height: 640 })
  for (const place of places) {
    await page.goto(place)
    await page.waitForLoadState('networkidle')
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), place).toBe(true)
  }
  await page.setViewportSize({ width: 390, height: 844 })
  await page.evaluate(() =>
    localStorage.setItem('zhengtong.preferences', JSON.stringify({ elder: true, theme: 'dark' })),
  )
  for (const place of places) {
    await page.goto(place)
    await page.waitForLoadState('networkidle')
    const small = await page
      .locator('main a:visible, main button:visible, main summary:visible')
      .evaluateAll((targets) =>
        targets
          .filter((target) => target.getBoundingClientRect().height < 59.5 && !target.closest('p'))
          .map((target) => target.textContent),
      )
    expect(small, place).toEqual([])
    await expectAccessible(page, place)
  }
  await page.screenshot({ path: `${screens}/deletion-elder-dark.png`, fullPage: true })
})

async function applyFromVault(page: Page): Promise<string> {
  await fillInRecord(page)
  await page
    .getByRole('button', { name: /从材料库选择/ })
    .first()
    .click()
  await shot(page, 'vault-choose')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /身份证正反面/ })
    .click()
  await expect(page.getByText('已上传')).toBeVisible()
  await page.getByRole('button', { name: '下一步' }).click()
  return declareAndSubmit(page)
}

test('a mother registers her child, and lets a relative follow her cases as long as she likes', async ({ browser }) => {
  const li = await citizenAtHome(browser, '李秀英')
  const wrong = complaints(li)
  await test.step('the register confirms the child', async () => {
    await li.goto('/family')
    await li.getByLabel('孩子姓名').fill('赵小宇')
    await li.getByLabel('孩子身份证号').fill('770101201506010056')
    await li.getByLabel('我是孩子的').selectOption({ label: '父亲' })
    await li.getByRole('button', { name: '核对并登记' }).click()
    await expect(li.getByRole('alert').first()).toContainText('没有查到')
    await li.getByLabel('我是孩子的').selectOption({ label: '母亲' })
    await li.getByRole('button', { name: '核对并登记' }).click()
    await expect(li.getByText('已核验')).toBeVisible()
    await shot(li, 'family')
  })
  await test.step('a relative confirms and looks', async () => {
    await li.getByRole('link', { name: '授权家人' }).click()
    await li.getByLabel('家人姓名').fill('张三')
    await li.getByLabel('家人手机号或身份证号').fill('13800770001')
    await li.getByRole('button', { name: '发出授权' }).click()
    await expect(li.getByText('等待确认')).toBeVisible()
    const zhang = await citizenAtHome(browser, '张三')
    await expect(async () => {
      await zhang.goto('/notices')
      await expect(zhang.getByText('家人请您确认')).toBeVisible({ timeout: 1000 })
    }).toPass()
    await zhang.goto('/family')
    await shot(zhang, 'family-invitation')
    await zhang.getByRole('button', { name: '接受', exact: true }).click()
    await zhang.getByRole('link', { name: /看进度/ }).click()
    await expect(zhang.getByText('开具无犯罪记录证明').first()).toBeVisible()
    await shot(zhang, 'family-cases')
    await li.reload()
    await li.getByRole('button', { name: /收回/ }).click()
    await li.getByRole('dialog').getByRole('button', { name: '收回' }).click()
    await expect(li.getByText('已收回').first()).toBeVisible()
    await zhang.reload()
    await expect(zhang.getByText('没有找到这份授权')).toBeVisible()
  })
  expect(wrong).toEqual([])
})

/** Withdraws what other journeys have left open for the same person. */
async function withdrawTheRest(page: Page): Promise<void> {
  const refused = await page.evaluate(async () => {
    const ask = async (path: string, body?: object) => {
      const init = body && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }
      const answer = await fetch(`/api/v1${path}`, init)
      return { status: answer.status, body: await answer.json() }
    }
    const open = await ask('/cases?state=open&limit=50')
    const answers = []
    for (const { id } of open.body.rows) {
      const { version } = (await ask(`/cases/${id}`)).body
      answers.push(await ask(`/cases/${id}/withdrawal`, { actId: crypto.randomUUID(), version }))
    }
    return answers.filter(({ status }) => status !== 200)
  })
  expect(refused).toEqual([])
}
