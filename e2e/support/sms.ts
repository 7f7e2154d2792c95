import { expect } from '@playwright/test'
import { sandbox } from './environment.ts'

/** Codes of each phone that were read already: the next one asked for is a new one. */
const read = new Map<string, number>()

/** The verification code that the phone has received since the last one was read. */
export async function codeFor(phone: string): Promise<string> {
  let code = ''
  await expect(async () => {
    const messages = (await (await fetch(`${sandbox}/sms/messages?phone=${phone}&limit=100`)).json()) as {
      template: string
      text: string
    }[]
    const codes = messages.filter(({ template }) => template === 'verification-code')
    expect(codes.length).toBeGreaterThan(read.get(phone) ?? 0)
    code = /\d{6}/.exec(codes[0]?.text ?? '')?.[0] ?? ''
    expect(code).toMatch(/^\d{6}$/)
    read.set(phone, codes.length)
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
