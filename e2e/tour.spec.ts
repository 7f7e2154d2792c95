import { expect, test } from './support/journey.ts'
import { screens } from './support/environment.ts'
import { officerAtWork } from './support/officer.ts'
import { complaints } from './support/watch.ts'
import { expectAccessible } from './support/look.ts'

const routes = [
  ['home', '/'],
  ['services', '/services'],
  ['search-empty', '/search?q=火星移民'],
  ['login', '/login'],
  ['register', '/register'],
  ['progress', '/progress'],
] as const

for (const [name, route] of routes) {
  test(`a guest can use ${name} at 390 and 1440 px, with nothing wrong for assistive technology`, async ({ page }) => {
    const wrong = complaints(page)
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 })
      await page.goto(route)
      await page.waitForLoadState('networkidle')
      await page.screenshot({ path: `${screens}/${name}-${width}.png`, fullPage: true })
      await expectAccessible(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    }
    expect(wrong).toEqual([])
  })
}

test('the elder layout has targets of at least 60 px and stays after a reload', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('button', { name: '长辈版' }).first().click()
  await page.reload()
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: `${screens}/home-elder-390.png`, fullPage: true })
  const small = await page
    .locator('main a:visible, main button:visible, nav a:visible')
    .evaluateAll((targets) =>
      targets
        .filter((target) => target.getBoundingClientRect().height < 59.5 && !target.closest('p'))
        .map((target) => target.textContent),
    )
  expect(small).toEqual([])
})

test('the console has nothing wrong for assistive technology', async ({ browser }) => {
  const page = await officerAtWork(browser, 'zhao.scjg')
  const wrong = complaints(page)
  await page.waitForLoadState('networkidle')
  await expectAccessible(page)
  expect(wrong).toEqual([])
})
