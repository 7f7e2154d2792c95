import { checkDigit } from '@zhengtong/domain/citizen-id'
import { luhnDigit } from '@zhengtong/domain/bank-card'
import { expect, test, type Page } from './support/journey.ts'
import { citizenAtHome } from './support/citizen.ts'
import { screens } from './support/environment.ts'
import { officerAtWork, openCase } from './support/officer.ts'
import { complaints } from './support/watch.ts'

const first17 = '77010120261101108'
const newbornId = first17 + checkDigit(first17)
const bankCard = `622200000000000077${luhnDigit('622200000000000077')}`
const shot = (page: Page, name: string) => page.screenshot({ path: `${screens}/${name}.png`, fullPage: true })

interface Progress {
  steps: { key: string; phase: string; caseId: string | null; caseNumber: string | null }[]
}

test('a newborn: one application, and each agency does its part when the one before is done', async ({ browser }) => {
  const page = await citizenAtHome(browser, '李秀英')
  const wrong = complaints(page)
  const id = await test.step('from the services page to the application', () => apply(page))
  const clerk = await officerAtWork(browser, 'he.wj')
  const head = await officerAtWork(browser, 'luo.wj')

  await test.step('the officer sees which bundle his case is part of, and grants it', async () => {
    const { caseNumber } = await stepOf(page, id, 'service')
    await openCase(clerk, '待受理', caseNumber ?? '')
    await expect(clerk.getByRole('heading', { name: '属于一件事：新生儿出生一件事' })).toBeVisible()
    await expect(clerk.getByText('云岭区公安分局')).toBeVisible()
    await shot(clerk, 'console-bundle')
    await grant(clerk, head, await caseIdOf(page, id, 'service'))
  })

  await test.step('the birth certificate, then the police with its result as a material', async () => {
    await grant(clerk, head, await caseIdOf(page, id, 'certificate'), 'T770100001')
    const registration = await caseIdOf(page, id, 'registration')
    const police = await officerAtWork(browser, 'wang.ga')
    const chief = await officerAtWork(browser, 'li.ga')
    await openCase(police, '待受理', (await stepOf(page, id, 'registration')).caseNumber ?? '')
    await expect(police.getByText('免提交')).toBeVisible()
    await expect(police.getByText('T770100001').first()).toBeVisible()
    await shot(police, 'console-bundle-result')
    await grant(police, chief, registration, newbornId)
  })

  await test.step('the number of the child has gone into the insurance and the card, and the parent sees it', async () => {
    await caseIdOf(page, id, 'insurance')
    await caseIdOf(page, id, 'card')
    await page.goto(`/my-bundles/${id}`)
    await expect(page.getByText(newbornId)).toBeVisible()
    await expect(page.getByText('已办成 3 项，共 9 项')).toBeVisible()
    await shot(page, 'bundle-progress')
    await page.goto('/cases')
    await expect(page.getByText('看全部进度')).toBeVisible()
    await shot(page, 'bundle-cases')
    await page.goto('/notices')
    await expect(page.getByText('新生儿出生一件事 · 城乡居民基本医疗保险参保登记').first()).toBeVisible()
  })

  await test.step('one part is not wanted any more; the rest goes on', async () => {
    await page.goto(`/my-bundles/${id}`)
    await page.getByRole('button', { name: '有不想办的事项' }).click()
    await page.getByRole('button', { name: '这一项不办了' }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: '确认不办' }).click()
    await expect(page.getByText('已撤回')).toBeVisible()
  })
  expect(wrong).toEqual([])
})

async function apply(page: Page): Promise<string> {
  await page.goto('/services')
  await expect(page.getByRole('heading', { name: /^一件事/ })).toBeVisible()
  await shot(page, 'bundle-services')
  await page.getByRole('link', { name: /新生儿出生/ }).click()
  await expect(page.getByRole('heading', { name: '一次办，省多少' })).toBeVisible()
  await shot(page, 'bundle-page')
  await page.getByRole('link', { name: '一次申请' }).last().click()
  const next = page.getByRole('button', { name: '下一步' })
  await expect(page.getByText('来自您的实名账号').first()).toBeVisible()
  await next.click()
  await page.getByLabel('宝宝姓名').fill('张小宝')
  await page.getByLabel('女', { exact: true }).check()
  await page.getByLabel('出生日期').fill('2026-11-01')
  await page.getByLabel('出生的医院').fill('云岭区妇幼保健院')
  await next.click()
  await page.getByLabel('母亲', { exact: true }).check()
  await page.getByLabel('母亲姓名').fill('李秀英')
  await page.getByLabel('现有子女数').fill('0')
  await page.getByLabel('一孩').check()
  await next.click()
  await page.getByLabel('随母亲').check()
  await page.getByLabel('落户地址').fill('云岭区山前路 18 号 3 幢 201')
  await page.getByLabel('2026 年度').check()
  await next.click()
  await page.getByRole('radio', { name: '一起办' }).check()
  await page.getByLabel('建设银行').check()
  await page.getByLabel('社保卡邮寄地址').fill('云岭区山前路 18 号 3 幢 201')
  await page.getByLabel('领补贴，也报销').check()
  await page.getByLabel('开户银行').fill('建设银行云岭支行')
  await page.getByLabel('收款银行卡号').fill(bankCard)
  await page.getByLabel(/我承诺以上内容真实/).check()
  await shot(page, 'bundle-form')
  await next.click()
  const buffer = await page.screenshot()
  const inputs = page.locator('input[type=file]')
  await expect(inputs).toHaveCount(5)
  for (let n = 0; n < 5; n += 1)
    await inputs.nth(n).setInputFiles({ name: `材料${n + 1}.png`, mimeType: 'image/png', buffer })
  await expect(page.getByText('已上传')).toHaveCount(5)
  await next.click()
  await page.getByLabel(/我声明/).check()
  await shot(page, 'bundle-review')
  await page.getByRole('button', { name: '提交申请' }).click()
  await expect(page.getByText('申请已提交')).toBeVisible()
  await shot(page, 'bundle-submitted')
  return page.url().split('/').at(-1) ?? ''
}

async function stepOf(page: Page, id: string, key: string) {
  const answer = await page.request.get(`/api/v1/bundle-applications/${id}`)
  const step = ((await answer.json()) as Progress).steps.find((one) => one.key === key)
  if (!step) throw new Error(`no step ${key}`)
  return step
}

/** The case of a part, as soon as it has begun by itself. */
async function caseIdOf(page: Page, id: string, key: string): Promise<string> {
  await expect.poll(async () => (await stepOf(page, id, key)).caseId).not.toBeNull()
  return (await stepOf(page, id, key)).caseId ?? ''
}

/** The acts of two officers, whose screens other journeys show. */
async function grant(clerk: Page, head: Page, caseId: string, resultNumber?: string): Promise<void> {
  const acts: [Page, string, object][] = [
    [clerk, 'acceptance', {}],
    [clerk, 'review', { conclusion: 'grant', opinion: '材料齐全，符合条件。' }],
    [head, 'grant', resultNumber ? { resultNumber } : {}],
  ]
  let version = 1
  for (const [officer, act, fields] of acts) {
    const answer = await officer.request.post(`/api/v1/staff/cases/${caseId}/${act}`, {
      data: { actId: crypto.randomUUID(), version, ...fields },
    })
    expect(answer.status(), await answer.text()).toBe(200)
    version += 1
  }
}
