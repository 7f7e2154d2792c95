import { expect, test, type Browser, type Locator, type Page } from './support/journey.ts'
import { declareAndSubmit, fillInRecord } from './support/application.ts'
import { citizenAtHome } from './support/citizen.ts'
import { screens } from './support/environment.ts'
import { officerAtWork, openCase } from './support/officer.ts'
import { oldScan } from './support/old-scan.ts'
import { complaints } from './support/watch.ts'
import { expectAccessible } from './support/look.ts'

/** A grey stamp on a page of paper; where it is, as shares of the page. */
const stamp = { x: 0.6, y: 0.7, width: 0.2, height: 0.1 }

test('an officer marks a picture and a PDF, the notice takes the marks along, the applicant sees where and answers', async ({
  browser,
}) => {
  const papers = await drawPapers(browser)
  const page = await citizenAtHome(browser, '张三')
  const wrong = [complaints(page)]
  const caseNumber = await test.step('the citizen applies with a picture and a PDF of two pages', async () => {
    await fillInRecord(page)
    await upload(page, 0, { name: '身份证.png', mimeType: 'image/png', buffer: papers.picture })
    await upload(page, 1, { name: '录用通知.pdf', mimeType: 'application/pdf', buffer: papers.pdf })
    await page.getByRole('button', { name: '下一步' }).click()
    return declareAndSubmit(page)
  })

  const clerk = await officerAtWork(browser, 'wang.ga')
  wrong.push(complaints(clerk))
  await openCase(clerk, '待受理', caseNumber)
  const pane = clerk.getByRole('region', { name: '身份证.png' })

  await test.step('he frames the stamp on the picture with the mouse', async () => {
    await expect(pane.getByRole('img')).toBeVisible()
    await clerk.getByRole('button', { name: '标注', exact: true }).click()
    await frame(clerk, pane.getByRole('img'), stamp)
    await clerk.getByLabel('哪里有问题').fill('印章看不清')
    await shot(clerk, 'console-mark-image')
    await expectAccessible(clerk)
    await clerk.getByRole('button', { name: '保存标注' }).click()
    await expect(clerk.getByText('标注已保存')).toBeVisible()
    await expectPlace(pane.getByRole('button', { name: '标注 1' }), pane.getByRole('img'), stamp)
  })

  await test.step('the mark stays on the stamp, zoomed and turned', async () => {
    const mark = pane.getByRole('button', { name: '标注 1' })
    await clerk.keyboard.press('+')
    await clerk.keyboard.press('+')
    await expect(clerk.getByText('200%')).toBeVisible()
    await expectPlace(mark, pane.getByRole('img'), stamp)
    await mark.scrollIntoViewIfNeeded()
    await shot(clerk, 'console-mark-zoomed')
    await clerk.keyboard.press('0')
    for (const turned of [
      { x: 0.2, y: 0.6, width: 0.1, height: 0.2 },
      { x: 0.2, y: 0.2, width: 0.2, height: 0.1 },
      { x: 0.7, y: 0.2, width: 0.1, height: 0.2 },
      stamp,
    ]) {
      await clerk.keyboard.press('r')
      await expectPlace(mark, pane.getByRole('img'), turned)
      await pane.scrollIntoViewIfNeeded()
      if (turned.x === 0.7) await shot(clerk, 'console-mark-turned')
    }
  })

  await test.step('by keyboard alone: next file, second page, a frame that arrow keys move, a note', async () => {
    await clerk.keyboard.press(']')
    const second = clerk.getByRole('region', { name: '录用通知.pdf' })
    await expect(clerk.getByText('第 1/2 页')).toBeVisible()
    await clerk.keyboard.press('.')
    await expect(clerk.getByText('第 2/2 页')).toBeVisible()
    await expect.poll(() => stampedAt(second, stamp), 'the page is drawn').toBe(true)
    await clerk.keyboard.press('m')
    for (let n = 0; n < 30; n += 1) await clerk.keyboard.press('ArrowRight')
    for (let n = 0; n < 30; n += 1) await clerk.keyboard.press('ArrowDown')
    for (let n = 0; n < 20; n += 1) await clerk.keyboard.press('Shift+ArrowLeft')
    for (let n = 0; n < 10; n += 1) await clerk.keyboard.press('Shift+ArrowUp')
    await clerk.getByLabel('哪里有问题').press('Alt+ArrowDown')
    await clerk.getByRole('combobox', { name: '找常用语' }).fill('没有盖章')
    await clerk.getByRole('combobox', { name: '找常用语' }).press('Enter')
    await shot(clerk, 'console-mark-pdf')
    await clerk.getByLabel('哪里有问题').press('Control+Enter')
    await expect(clerk.getByText('标注已保存')).toBeVisible()
    const mark = second.getByRole('button', { name: '标注 2' })
    await expectPlace(mark, second.getByRole('img'), { ...stamp, width: 0.2 })
    expect(await stampedAt(second, stamp)).toBe(true)
  })

  await test.step('a mark deleted by mistake comes back', async () => {
    await clerk.getByRole('button', { name: '删除标注 2' }).click()
    await expect(clerk.getByText('已删除标注“没有盖章”')).toBeVisible()
    await clerk.getByRole('button', { name: '撤销' }).click()
    await expect(clerk.getByRole('button', { name: '删除标注 2' })).toBeVisible()
  })

  await test.step('the whole screen holds the page and its marks, on a desktop and on a phone', async () => {
    await clerk.keyboard.press('f')
    await expect(clerk.getByRole('dialog', { name: '全屏查看材料' })).toBeVisible()
    await shot(clerk, 'console-viewer-full')
    await clerk.keyboard.press('Escape')
    await expect(clerk.getByRole('dialog', { name: '全屏查看材料' })).toBeHidden()
    await clerk.setViewportSize({ width: 390, height: 844 })
    await clerk.getByRole('button', { name: '身份证.png' }).click()
    await expect(clerk.getByRole('dialog', { name: '全屏查看材料' })).toBeVisible()
    await expectPlace(pane.getByRole('button', { name: '标注 1' }), pane.getByRole('img'), stamp)
    await shot(clerk, 'console-viewer-390')
    await expectAccessible(clerk)
    await clerk.getByRole('button', { name: '退出全屏' }).click()
    await clerk.setViewportSize({ width: 1440, height: 900 })
  })

  await test.step('the notice has the words of the marks, and each can be left out', async () => {
    await clerk.getByRole('button', { name: '通知补正' }).click()
    await expect(clerk.getByLabel('缺什么、怎么补')).toHaveCount(2)
    await expect(clerk.getByLabel('缺什么、怎么补').first()).toHaveValue('图片右下方：印章看不清')
    await expect(clerk.getByLabel('缺什么、怎么补').last()).toHaveValue('第2页右下方：没有盖章')
    await clerk.getByLabel(/第2页右下方：没有盖章/).uncheck()
    await expect(clerk.getByLabel('缺什么、怎么补')).toHaveCount(1)
    await clerk.getByLabel(/第2页右下方：没有盖章/).check()
    await expect(clerk.getByLabel('缺什么、怎么补')).toHaveCount(2)
    await shot(clerk, 'console-mark-notice')
    await expectAccessible(clerk)
    await clerk.getByRole('button', { name: '通知补正' }).click()
    await clerk.getByRole('dialog').getByRole('button', { name: '确认通知补正' }).click()
    await expect(clerk.getByRole('status').filter({ hasText: '已通知申请人补正' })).toBeVisible()
    await expect(clerk.getByText('已发出').first()).toBeVisible()
    await expect(clerk.getByRole('button', { name: '标注', exact: true })).toHaveCount(0)
    await shot(clerk, 'console-mark-sent')
  })

  await test.step('the applicant sees the frames on his own files and hands in better ones', async () => {
    await page.goto('/cases')
    await page.getByText('开具无犯罪记录证明').first().click()
    await page.getByRole('link', { name: /补正/ }).first().click()
    const figure = page.getByRole('figure').first()
    await expect(figure.getByRole('img')).toBeVisible()
    await expectPlace(figure.locator('.mark').first(), figure.getByRole('img'), stamp)
    await expect(page.getByRole('figure').last()).toContainText('第2页右下方：没有盖章')
    await shot(page, 'supplement-marks')
    await expectAccessible(page)
    await page.getByRole('link', { name: '打开文件看第 2 页' }).scrollIntoViewIfNeeded()
    await page.mouse.wheel(0, 300)
    await shot(page, 'supplement-marks-pdf')
    await upload(page, 0, { name: '身份证新.png', mimeType: 'image/png', buffer: papers.picture })
    await upload(page, 1, { name: '录用通知新.pdf', mimeType: 'application/pdf', buffer: papers.pdf })
    await page.getByRole('button', { name: '提交补正' }).click()
    await expect(page.getByText('已提交').first()).toBeVisible()
  })
  expect(wrong.flat()).toEqual([])
})

test('a PDF without its fonts, with a fax-coded picture and turned, is drawn under the same policy', async ({
  browser,
}) => {
  const page = await citizenAtHome(browser, '李秀英')
  await fillInRecord(page)
  await upload(page, 0, { name: '旧合同.pdf', mimeType: 'application/pdf', buffer: oldScan() })
  await page.getByRole('button', { name: '下一步' }).click()
  const caseNumber = await declareAndSubmit(page)
  const clerk = await officerAtWork(browser, 'wang.ga')
  const wrong = complaints(clerk)
  const fetched: string[] = []
  clerk.on('response', (answer) => {
    if (answer.ok() && answer.url().includes('/console/pdf/')) fetched.push(answer.url().split('/').at(-1) ?? '')
  })
  await openCase(clerk, '待受理', caseNumber)
  const pane = clerk.getByRole('region', { name: '旧合同.pdf' })
  const darkAt = (x: number, y: number) =>
    pane.locator('canvas').evaluate(
      (canvas: HTMLCanvasElement, [px, py]) => {
        const pixel = canvas.getContext('2d')?.getImageData((px ?? 0) * canvas.width, (py ?? 0) * canvas.height, 1, 1)
        return (pixel?.data[3] ?? 0) === 255 && (pixel?.data[0] ?? 255) < 40
      },
      [x, y],
    )
  // Turned clockwise, what was 400 points above the bottom is 400 from the left, and 160 from the left is 160 from the top.
  await expect.poll(() => darkAt(400 / 800, 160 / 600)).toBe(true)
  expect(await darkAt(250 / 800, 160 / 600)).toBe(false)
  expect(fetched).toEqual(expect.arrayContaining(['UniGB-UCS2-H.bcmap', 'jbig2_nowasm_fallback.js']))
  expect(wrong).toEqual([])
})

const shot = (page: Page, name: string, fullPage = false) =>
  page.screenshot({ path: `${screens}/${name}.png`, fullPage })

/** A picture and a PDF of two pages with the stamp on the second, both with the stamp at the same place. */
async function drawPapers(browser: Browser): Promise<{ picture: Buffer; pdf: Buffer }> {
  const context = await browser.newContext({ viewport: { width: 800, height: 500 } })
  const desk = await context.newPage()
  const place = `left:${stamp.x * 100}%;top:${stamp.y * 100}%;width:${stamp.width * 100}%;height:${stamp.height * 100}%`
  const paper = (words: string, height: string) =>
    `<div style="position:relative;height:${height};padding:40px;box-sizing:border-box;font-size:24px">${words}</div>`
  const stamped = (words: string, height: string) =>
    paper(
      `${words}<div style="position:absolute;background:#667;color:#fff;text-align:center;${place}">印章</div>`,
      height,
    )
  await desk.setContent(`<body style="margin:0">${stamped('居民身份证（样张）', '500px')}</body>`)
  const picture = await desk.screenshot()
  await desk.setContent(
    `<body style="margin:0">${paper('录用通知（样张）', '1122px')}${stamped('盖章页', '1122px')}</body>`,
  )
  const pdf = await desk.pdf({ format: 'A4', printBackground: true, pageRanges: '1-2' })
  await context.close()
  return { picture, pdf }
}

async function upload(page: Page, nth: number, file: { name: string; mimeType: string; buffer: Buffer }) {
  await page.locator('input[type=file]').nth(nth).setInputFiles(file)
  await expect(page.getByText(file.name, { exact: true })).toBeVisible()
  await expect(page.getByText('已上传')).toHaveCount(nth + 1)
}

/** Draws a frame with the mouse around a share of what is shown. */
async function frame(page: Page, shown: Locator, { x, y, width, height }: typeof stamp) {
  const box = await boxOf(shown)
  await page.mouse.move(box.x + x * box.width, box.y + y * box.height)
  await page.mouse.down()
  await page.mouse.move(box.x + (x + width / 2) * box.width, box.y + (y + height / 2) * box.height)
  await page.mouse.move(box.x + (x + width) * box.width, box.y + (y + height) * box.height)
  await page.mouse.up()
}

/** The mark covers just this share of what is shown, to a hundredth of it. */
async function expectPlace(mark: Locator, shown: Locator, want: typeof stamp) {
  await expect(async () => {
    const [box, on] = [await boxOf(mark), await boxOf(shown)]
    const got = {
      x: (box.x - on.x) / on.width,
      y: (box.y - on.y) / on.height,
      width: box.width / on.width,
      height: box.height / on.height,
    }
    for (const side of ['x', 'y', 'width', 'height'] as const)
      expect(Math.abs(got[side] - want[side]), `${side} of ${JSON.stringify(got)}`).toBeLessThan(0.012)
  }).toPass({ timeout: 5_000 })
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox()
  if (!box) throw new Error('not to be seen')
  return box
}

/** The drawn page is grey within the stamp and white just outside it. */
const stampedAt = (pane: Locator, { x, y, width, height }: typeof stamp) =>
  pane.locator('canvas').evaluate(
    (canvas: HTMLCanvasElement, [inX, inY, outX]) => {
      const at = (px: number, py: number) =>
        canvas.getContext('2d')?.getImageData(px * canvas.width, py * canvas.height, 1, 1).data ?? []
      const [inside, outside] = [at(inX ?? 0, inY ?? 0), at(outX ?? 0, inY ?? 0)]
      return Math.abs((inside[0] ?? 0) - 0x66) < 8 && (outside[0] ?? 0) > 240
    },
    [x + width * 0.9, y + height * 0.9, x - 0.03],
  )
