import { expect, test } from './support/journey.ts'
import { factorKinds, factors } from '@zhengtong/domain/identity-factor'
import { personAt } from '@zhengtong/sandbox/population/generated'
import { beginRegistration, registerNew, verifyFactor } from './support/register.ts'

const pairs = factorKinds.flatMap((first, n) => factorKinds.slice(n + 1).map((second) => [first, second] as const))

test('there are ten pairs of factors', () => expect(pairs.length).toBe(10))

for (const [n, [first, second]] of pairs.entries()) {
  test(`a person registers with ${factors[first].label} and ${factors[second].label}`, async ({ browser }) => {
    const person = personAt(700_000 + n)
    const page = await registerNew(browser, person, [first, second], 'Hill-2026-cloud')
    await page.goto('/me')
    await expect(page.getByText(person.name)).toBeVisible()
    await expect(page.getByText('已实名')).toBeVisible()
    await page.context().close()
  })
}

test('the wizard is taken up again on the same device where it was left, and not on another', async ({ browser }) => {
  const person = personAt(700_100)
  const page = await beginRegistration(browser, person)
  await verifyFactor(page, person, 'bankCard')
  await expect(page.getByText('已核验 1 / 2')).toBeVisible()

  // Closed and opened again; a step back and forth; another device sees nothing of it.
  const device = page.context()
  await page.close()
  const again = await device.newPage()
  await again.goto('/register')
  await expect(again.getByText('已核验 1 / 2')).toBeVisible()
  await again.getByRole('button', { name: '上一步' }).click()
  await again.getByRole('button', { name: '继续核验' }).click()
  await expect(again.getByText('已核验 1 / 2')).toBeVisible()
  const stranger = await (await browser.newContext()).newPage()
  await stranger.goto('/register')
  await expect(stranger.getByLabel('身份证号')).toBeVisible()
})
