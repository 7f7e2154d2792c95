import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { screens } from './environment.ts'

/** Nothing on the page, as it is now, is wrong for assistive technology. */
export async function expectAccessible(page: Page, where = page.url()): Promise<void> {
  // Legacy means: in this page, without opening another one to put frames of several origins together. We have one origin.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const { violations } = await axe.analyze()
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
    where,
  ).toEqual([])
}

/** A picture of the whole page for docs/screens once it is still, and a look at it as assistive technology has it. */
export async function shot(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: `${screens}/${name}.png`, fullPage: true })
  await expectAccessible(page, name)
}
