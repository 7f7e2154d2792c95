import { test as base } from '@playwright/test'

export * from '@playwright/test'

/** A journey. The windows that it opened close with it: pages that live on ask the server for news and slow the next one down. */
export const test = base.extend<{ tidy: void }>({
  tidy: [
    async ({ browser }, use) => {
      await use()
      await Promise.all(browser.contexts().map((context) => context.close()))
    },
    { auto: true },
  ],
})
