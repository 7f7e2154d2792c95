import { expect } from '@playwright/test'
import { sandbox } from './environment.ts'

/** The newest verification code that the phone received. */
export async function codeFor(phone: string): Promise<string> {
  let code = ''
  await expect(async () => {
    const messages = (await (await fetch(`${sandbox}/sms/messages?phone=${phone}&limit=5`)).json()) as {
      template: string
      text: string
    }[]
    code = /\d{6}/.exec(messages.find(({ template }) => template === 'verification-code')?.text ?? '')?.[0] ?? ''
    expect(code).toMatch(/^\d{6}$/)
  }).toPass({ timeout: 10_000 })
  return code
}

/** How many messages of this template the phone received. */
export async function received(phone: string, template: string): Promise<number> {
  const messages = (await (await fetch(`${sandbox}/sms/messages?phone=${phone}&limit=100`)).json()) as {
    template: string
  }[]
  return messages.filter((message) => message.template === template).length
}
