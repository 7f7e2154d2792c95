import type { Page } from '@playwright/test'

/** Collects what the browser complains about: script errors and violations of the content security policy. */
export function complaints(page: Page): string[] {
  const found: string[] = []
  page.on('pageerror', (error) => found.push(error.message))
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to|Trusted(HTML|Script)/i.test(message.text())) found.push(message.text())
  })
  return found
}
