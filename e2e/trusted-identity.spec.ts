import { expect, test, type Page } from './support/journey.ts'
import { personAt } from '@zhengtong/sandbox/population/generated'
import { chromium, sandbox, screens } from './support/environment.ts'
import { registerNew } from './support/register.ts'
import { confirmInApp } from './support/trusted.ts'
import { complaints } from './support/watch.ts'
import { expectAccessible } from './support/look.ts'

const person = personAt(700_300)
const other = personAt(700_301)
const password = 'Hill-2026-river'

// A camera that shows a moving test picture, and nobody has to allow it.
test.use({
  launchOptions: {
    executablePath: chromium,
    args: ['--no-sandbox', '--disable-gpu', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
  },
})

async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${screens}/${name}.png`, fullPage: true })
  await expectAccessible(page)
}

test('a citizen proves to be himself by 网证 or face, and signs in without typing anything', async ({ browser }) => {
  const page = await registerNew(browser, person, ['bankCard', 'phone'], password)
  const wrong = complaints(page)

  await test.step('an item that needs the real person says so, and keeps what is filled in', async () => {
    await page.goto('/search?q=二手房过户')
    await page.getByText('不动产转移登记（二手房）').first().click()
    await page.getByRole('link', { name: '在线办理' }).click()
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByLabel('坐落').fill('临江路 8 号')
    await shot(page, 'level-needed')
    await page.getByRole('link', { name: '去做实人认证' }).click()
  })

  await test.step('two ways of the same weight', async () => {
    await expect(page.getByRole('button', { name: /网证认证/ })).toBeVisible()
    await shot(page, 'trusted')
    const [one, two] = await Promise.all(
      [/网证认证/, /刷脸认证/].map((name) => page.getByRole('button', { name }).boundingBox()),
    )
    expect(one?.width).toBe(two?.width)
    expect(Math.abs((one?.height ?? 0) - (two?.height ?? 0))).toBeLessThan(30)
  })

  await test.step('face: its own consent, three acts, nothing kept', async () => {
    await page.getByRole('button', { name: /刷脸认证/ }).click()
    await expect(page.getByRole('heading', { name: /人脸信息使用说明/ })).toBeVisible()
    await shot(page, 'trusted-face-consent')
    await page.getByRole('button', { name: '同意刷脸' }).click()
    await page.getByRole('button', { name: '准备好了' }).click()
    await page.getByRole('button', { name: '开始' }).click()
    await expect(page.getByLabel('摄像头画面')).toBeVisible()
    await page.waitForTimeout(700)
    await shot(page, 'trusted-face')
    await expect(page.getByText('认证通过')).toBeVisible()
    await page.getByRole('link', { name: '回到刚才的页面' }).click()
    await expect(page).toHaveURL(/\/apply\/.*step=2/)
    await expect(page.getByLabel('坐落')).toHaveValue('临江路 8 号')
    await expect(page.getByRole('link', { name: '去做实人认证' })).toHaveCount(0)
  })

  await test.step("somebody else's 网证 is refused, his own is linked", async () => {
    await page.goto('/account/trusted')
    await expect(page.getByText('已确认是本人')).toBeVisible()
    await page.getByRole('button', { name: /网证认证/ }).click()
    await expect(page.getByText('请记住这两位数字')).toBeVisible()
    await shot(page, 'trusted-credential')
    await confirmInApp(page, other.idNumber, { look: (app) => shot(app, 'trusted-app') })
    await expect(page.getByRole('alert')).toContainText('不是同一个人')
    await page.getByRole('button', { name: '重新开始' }).click()
    await confirmInApp(page, person.idNumber)
    await expect(page.getByText('认证通过')).toBeVisible()
    await expect(page.getByText('网证已关联')).toBeVisible()
    await shot(page, 'trusted-done')
  })

  const phone = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage()
  await test.step('an authority that is out of order is said so, and the other ways stay', async () => {
    await fetch(`${sandbox}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ authority: 'trusted', mode: 'error', times: 1 }),
    })
    await phone.goto('/login?to=/account/trusted')
    await phone.getByRole('button', { name: '网证登录' }).click()
    await expect(phone.getByRole('alert')).toContainText('身份认证机构暂时没有回应')
    await shot(phone, 'trusted-login-fault')
  })

  await test.step('another device signs in with it and comes back to where it wanted to', async () => {
    await phone.getByRole('button', { name: '网证登录' }).click()
    await expect(phone.getByText('请记住这两位数字')).toBeVisible()
    await shot(phone, 'trusted-login')
    await confirmInApp(phone, person.idNumber)
    await expect(phone).toHaveURL(/\/account\/trusted$/)
    await expect(phone.getByText('网证已关联')).toBeVisible()
  })

  await test.step('the same 网证 proves him anew, beside password and code', async () => {
    await page.goto('/account/trusted')
    await page.getByRole('button', { name: '取消网证关联' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '取消关联' }).click()
    const dialog = page.getByRole('dialog', { name: '请确认是您本人' })
    for (const way of ['密码', '短信验证码']) await expect(dialog.getByRole('button', { name: way })).toBeVisible()
    await dialog.getByRole('button', { name: '网证', exact: true }).click()
    await dialog.getByRole('button', { name: '去用网证确认' }).click()
    await expect(dialog.getByText('请记住这两位数字')).toBeVisible()
    await shot(page, 'step-up-trusted')
    await confirmInApp(page, person.idNumber)
    await expect(page.getByText('网证还没有关联')).toBeVisible()
  })
  expect(wrong).toEqual([])
})
