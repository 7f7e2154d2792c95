import { expect, test } from './support/journey.ts'
import { personAt } from '@zhengtong/sandbox/population/generated'
import { sandbox } from './support/environment.ts'
import { registerNew } from './support/register.ts'
import { codeFor, received } from './support/sms.ts'
import { withSecureElement } from './support/secure-element.ts'
import { complaints } from './support/watch.ts'
import { shot } from './support/look.ts'

const person = personAt(700_200)
const phone = person.phone ?? ''
const password = 'Hill-2026-river'

test('a citizen keeps his account safe: devices, history, passkey, new password', async ({ browser }) => {
  const page = await registerNew(browser, person, ['bankCard', 'phone'], password)
  const wrong = complaints(page)
  await withSecureElement(page)
  const tablet = await (await browser.newContext()).newPage()
  await tablet.goto('/login')
  await tablet.getByLabel('手机号或身份证号').fill(phone)
  await tablet.locator('input[type=password]').fill(password)
  await tablet.getByRole('button', { name: '登录', exact: true }).click()
  await expect(tablet).not.toHaveURL(/login/)

  await test.step('a device left behind is signed out from afar', async () => {
    await page.goto('/account')
    await expect(page.getByText('本机')).toBeVisible()
    await shot(page, 'account')
    await page.getByRole('button', { name: '让其他设备全部退出' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '退出登录' }).click()
    await expect(page.getByText('只有这台设备登录着')).toBeVisible()
    await tablet.reload()
    await expect(tablet.getByRole('link', { name: '登录' }).first()).toBeVisible()
  })

  await test.step('a passkey is added after proving himself, and the new device was told of', async () => {
    await page.getByRole('button', { name: '在这台设备上添加' }).click()
    const dialog = page.getByRole('dialog', { name: '请确认是您本人' })
    await dialog.getByRole('button', { name: '密码', exact: true }).click()
    await dialog.getByRole('button', { name: '确认', exact: true }).click()
    await expect(dialog.getByRole('alert')).toContainText('请填写登录密码')
    await shot(page, 'step-up')
    await dialog.getByRole('button', { name: '短信验证码' }).click()
    await dialog.getByRole('button', { name: '获取验证码' }).click()
    await dialog.getByLabel('短信验证码').fill(await codeFor(phone))
    await dialog.getByRole('button', { name: '确认', exact: true }).click()
    await expect(page.getByText('已添加，下次登录时选')).toBeVisible()
    await page.goto('/notices')
    await expect(page.getByText('在新设备上登录').first()).toBeVisible()
    await expect(page.getByText('添加了通行密钥')).toBeVisible()
  })

  await test.step('the password is changed; within half an hour nothing is asked again', async () => {
    await page.goto('/account/password')
    await page.locator('input[type=password]').fill('a12345678')
    await page.getByRole('button', { name: '修改密码' }).click()
    await expect(page.getByRole('alert')).toContainText('太常见')
    await shot(page, 'account-password')
    await page.locator('input[type=password]').fill('Hill-2026-cloud')
    await page.getByRole('button', { name: '修改密码' }).click()
    await expect(page.getByText('密码已修改')).toBeVisible()
  })

  await test.step('a phone that is somebody else’s is refused by the carrier', async () => {
    await page.goto('/account/phone')
    await page.getByLabel('新手机号').fill('13800770002')
    await page.getByRole('button', { name: '获取验证码' }).click()
    await page.getByLabel('短信验证码').fill(await codeFor('13800770002'))
    await page.getByRole('button', { name: '更换手机号' }).click()
    await expect(page.getByRole('alert').first()).toContainText('核验没有通过')
    await shot(page, 'account-phone')
  })

  await test.step('his own new phone takes the place of the old one', async () => {
    const renewed = personAt(700_201).phone ?? ''
    const { idNumber, ...rest } = person
    const put = await fetch(`${sandbox}/population/${idNumber}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...rest, phone: renewed }),
    })
    expect(put.ok).toBe(true)
    await page.getByLabel('新手机号').fill(renewed)
    await page.getByRole('button', { name: '获取验证码' }).click()
    await page.getByLabel('短信验证码').fill(await codeFor(renewed))
    await page.getByRole('button', { name: '更换手机号' }).click()
    await expect(page.getByText('手机号已换成')).toBeVisible()
    await expect.poll(() => received(phone, 'phone-changed')).toBe(1)
  })

  await test.step('he signs in with the passkey, and with a wrong password waits but is not shut out', async () => {
    await page.goto('/me')
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.goto('/login')
    await shot(page, 'login')
    await page.getByLabel('手机号或身份证号').fill(person.idNumber)
    for (let n = 0; n < 6; n += 1) {
      await page.locator('input[type=password]').fill(`wrong-${n}`)
      await page.getByRole('button', { name: '登录', exact: true }).click()
      await expect(page.getByRole('button', { name: '登录', exact: true })).toBeVisible()
      await expect(page.getByRole('alert')).toContainText(n < 5 ? '密码不正确' : '请稍后再试')
    }
    await shot(page, 'login-locked')
    await page.getByRole('button', { name: '通行密钥登录' }).click()
    await expect(page).not.toHaveURL(/login/)
    await page.goto('/account/history')
    await expect(page.getByText('密码错误').first()).toBeVisible()
    await expect(page.getByText('已暂停尝试')).toBeVisible()
    await expect(page.getByText('通行密钥', { exact: false }).first()).toBeVisible()
    await shot(page, 'account-history')
  })

  await test.step('the passkey is removed', async () => {
    await page.goto('/account')
    await page.getByRole('button', { name: '删除通行密钥 1' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click()
    const proof = page.getByRole('dialog', { name: '请确认是您本人' })
    await proof.getByRole('button', { name: '确认', exact: true }).click()
    await expect(page.getByRole('button', { name: '删除通行密钥 1' })).toHaveCount(0)
  })
  expect(wrong).toEqual([])
})
