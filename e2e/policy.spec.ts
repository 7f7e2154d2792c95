import { readFileSync } from 'node:fs'
import { expect, test, type Page } from './support/journey.ts'
import { citizenAtHome } from './support/citizen.ts'
import { officerAtWork } from './support/officer.ts'
import { complaints } from './support/watch.ts'

/** Every route of an app's router, parameters filled with what fits, and the permission that it asks for. */
function routesOf(app: 'citizen' | 'console', prefix: string) {
  const source = readFileSync(new URL(`../apps/${app}/src/router.ts`, import.meta.url), 'utf8')
  const [, ...parts] = source.split(/\bpath: '/)
  expect(parts.length).toBeGreaterThan(20)
  return parts.map((part) => {
    const filled = part
      .slice(0, part.indexOf("'"))
      .replace(/:rest\(\.\*\)/, 'nowhere')
      .replace(':queue', 'acceptance')
      .replace(/:draftId\?|:id\?/, '')
      .replace(':code', '770101000002012000001000')
      .replace(/:\w+/g, '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60')
    return { url: `${prefix}/${filled.replace(/^\//, '')}`, permission: /permission: '([\w:-]+)'/.exec(part)?.[1] }
  })
}

async function visit(page: Page, routes: string[]): Promise<string[]> {
  const wrong = complaints(page)
  for (const route of routes) {
    await page.goto(route)
    // Not until the network is idle: the console keeps a line open for what happens.
    await expect(page.locator('main').first()).toBeVisible()
    await expect(page.locator('.skeleton')).toHaveCount(0)
  }
  return wrong
}

test('no route of the citizen app, as a guest and signed in, violates the policy', async ({ browser, page }) => {
  const routes = routesOf('citizen', '').map(({ url }) => url)
  expect(await visit(page, routes)).toEqual([])
  expect(await visit(await citizenAtHome(browser, '张三'), routes)).toEqual([])
})

const seenBy: Record<string, (string | undefined)[]> = {
  'wang.ga': [undefined, 'appointments-desk', 'appointments-settings'],
  'org.guan': ['organise'],
  'sec.qian': ['grant'],
  'audit.wei': ['audit'],
  admin: ['operate'],
}
test('no route of the console violates the policy, each as those see it who may', async ({ browser }) => {
  const routes = routesOf('console', '/console')
  const permissions = new Set(routes.map(({ permission }) => permission))
  expect([...permissions].filter((each) => !Object.values(seenBy).flat().includes(each))).toEqual([])
  for (const [login, own] of Object.entries(seenBy)) {
    const page = await officerAtWork(browser, login)
    const urls = routes.filter(({ permission }) => own.includes(permission)).map(({ url }) => url)
    expect(await visit(page, urls), login).toEqual([])
  }
})

test('bare text reaches no sink that could run it, and the server hears of the attempt', async ({ page }) => {
  for (const app of ['/', '/console/login']) {
    const wrong = complaints(page)
    await page.goto(app)
    const report = page.waitForRequest((request) => request.url().endsWith('/api/v1/policy-reports'))
    const outcome = await page.evaluate(() => {
      try {
        document.body.innerHTML = '<img src=x onerror=alert(1)>'
        return 'written'
      } catch (error) {
        return String(error)
      }
    })
    expect(outcome).toContain('TrustedHTML')
    const { method, status } = await report.then(async (request) => ({
      method: request.method(),
      status: (await request.response())?.status(),
    }))
    expect([method, status]).toEqual(['POST', 204])
    expect(wrong.join()).toContain('Trusted')
  }
})
