import { readFile, writeFile } from 'node:fs/promises'
import { expect, test, type Page } from './support/journey.ts'
import { declareAndSubmit, fillInRecord, uploadPicture } from './support/application.ts'
import { citizenAtHome } from './support/citizen.ts'
import { screens } from './support/environment.ts'
import { officerAtWork, openCase } from './support/officer.ts'
import { printedCode } from './support/printed-code.ts'
import { complaints } from './support/watch.ts'

test('an acceptance notice is read, proven with its code, and a changed copy is found out', async ({
  browser,
}, info) => {
  const notice = info.outputPath('notice.pdf')
  const page = await citizenAtHome(browser, '张三')
  const wrong = complaints(page)
  await fillInRecord(page)
  await uploadPicture(page, '身份证.png')
  await page.getByRole('button', { name: '下一步' }).click()
  const caseNumber = await declareAndSubmit(page)
  const clerk = await officerAtWork(browser, 'wang.ga')

  await test.step('the clerk accepts: the notice is served at once, and not yet read', async () => {
    await openCase(clerk, '待受理', caseNumber)
    await clerk.getByRole('button', { name: '受理', exact: true }).click()
    await clerk.getByRole('button', { name: '受理', exact: true }).click()
    await expect(clerk.getByRole('cell', { name: '受理通知书' })).toBeVisible()
    await expect(clerk.getByRole('cell', { name: '未阅读' })).toHaveCount(2)
  })

  await test.step('the applicant finds it on the case and opens it', async () => {
    await page.goto('/notices')
    await page.getByText('《受理通知书》可以在办件页查看和下载').first().click()
    const row = page.getByRole('link', { name: /受理通知书/ })
    await expect(row).toBeVisible()
    await shot(page, 'case-documents')
    const href = (await row.getAttribute('href')) ?? ''
    const answer = await page.request.get(href)
    expect(answer.headers()['content-type']).toBe('application/pdf')
    await writeFile(notice, await answer.body())
  })

  await test.step('the officer sees when it was read', async () => {
    await clerk.reload()
    await expect(clerk.getByRole('cell', { name: /^已阅读 / })).toHaveCount(1)
    await shot(clerk, 'console-documents')
  })

  await test.step('its code proves it to anybody, who compares his copy without sending it', async () => {
    const guest = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage()
    const alsoWrong = complaints(guest)
    const sent: string[] = []
    guest.on('request', (request) => sent.push(`${request.method()} ${request.url()}`))
    const code = new URL(printedCode(await readFile(notice)))
    expect(code.pathname).toMatch(/^\/verify\/[\w-]{43}$/)
    await guest.goto(code.pathname)
    await expect(guest.getByRole('heading', { name: '平台制发过这份文书' })).toBeVisible()
    await expect(guest.getByText('张*')).toBeVisible()
    const before = sent.length
    await guest.getByLabel(/选择您手里的 PDF/).setInputFiles(notice)
    await expect(guest.getByText('一致。', { exact: true })).toBeVisible()
    await shot(guest, 'verify-same')
    const changed = await readFile(notice)
    changed.writeUInt8(changed.readUInt8(1_000) ^ 1, 1_000)
    await guest
      .getByLabel(/选择您手里的 PDF/)
      .setInputFiles({ name: '改过.pdf', mimeType: 'application/pdf', buffer: changed })
    await expect(guest.getByText('不一致。')).toBeVisible()
    await shot(guest, 'verify-changed')
    expect(sent.length).toBe(before)
    await guest.goto(`/verify/${'x'.repeat(43)}`)
    await expect(guest.getByRole('heading', { name: '没有这份文书' })).toBeVisible()
    await shot(guest, 'verify-unknown')
    expect(alsoWrong.filter((line) => !line.includes('404'))).toEqual([])
  })
  expect(wrong).toEqual([])
})

const shot = (page: Page, name: string) => page.screenshot({ path: `${screens}/${name}.png`, fullPage: true })
