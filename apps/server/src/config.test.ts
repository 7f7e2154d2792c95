import { expect, test } from 'vitest'
import { ConfigError, DEMO_SECRET, readConfig } from './config.ts'

const production = {
  DEMO: '0',
  PUBLIC_URL: 'https://zwfw.example',
  SECRET_KEY: 'a production secret of more than 32 characters',
  AUTHORITY_URL: 'https://authority.example',
  AUTHORITY_KEY: 'authority',
  SMS_URL: 'https://sms.example',
  SMS_KEY: 'sms',
  SCANNER_URL: 'tcp://scanner.example:3310',
}

test('the defaults run the demo', () => {
  const config = readConfig({})
  expect(config).toMatchObject({ port: 8080, demo: true, databaseUrl: '', secretKey: DEMO_SECRET })
})

test('production starts with its own secrets', () => {
  expect(readConfig(production)).toMatchObject({ demo: false, secretKey: production.SECRET_KEY })
})

test('production refuses the demo’s secret and keys', () => {
  expect(() => readConfig({ ...production, SECRET_KEY: DEMO_SECRET })).toThrow('SECRET_KEY is the demo secret')
  expect(() => readConfig({ ...production, SMS_KEY: 'sandbox-key' })).toThrow('must not be the demo key')
})

test('a trusted identity authority counts only with its own key', () => {
  const trusted = { ...production, TRUSTED_URL: 'https://ctid.example', TRUSTED_KEY: 'key' }
  expect(() => readConfig(trusted)).toThrow('TRUSTED_PUBLIC_KEY must be an SM2 point')
  const sandboxKey = readConfig({}).trusted.publicKey
  expect(() => readConfig({ ...trusted, TRUSTED_PUBLIC_KEY: sandboxKey })).toThrow('is the sandbox key')
  expect(() => readConfig({ ...trusted, TRUSTED_KEY: '', TRUSTED_PUBLIC_KEY: `04${'0'.repeat(128)}` })).toThrow(
    'TRUSTED_KEY is needed',
  )
})

test('production refuses to start without secrets or connectors', () => {
  expect(() => readConfig({ DEMO: '0' })).toThrow(ConfigError)
})

test('whether uploads are scanned is said, never assumed', () => {
  expect(() => readConfig({ ...production, SCANNER_URL: '' })).toThrow('SCANNER_URL must be tcp://host:port')
  expect(readConfig({ ...production, SCANNER_URL: 'off' }).scannerUrl).toBe('')
})

test('a proxy is named by its address, or is whoever is next to us', () => {
  expect(readConfig({}).proxies).toEqual([])
  expect(readConfig({ TRUST_PROXY: '1' }).proxies).toBe('nearest')
  expect(readConfig({ TRUST_PROXY: '10.0.0.5, 10.1.0.0/16' }).proxies).toEqual(['10.0.0.5', '10.1.0.0/16'])
  expect(() => readConfig({ TRUST_PROXY: 'true' })).toThrow('TRUST_PROXY')
})

test('all faults are listed at once', () => {
  const faulty = { PORT: 'eighty', DATABASE_POOL: '0', LOG_LEVEL: 'loud' }
  expect(() => readConfig(faulty)).toThrow(/3 fault\(s\)[\s\S]*PORT[\s\S]*DATABASE_POOL[\s\S]*LOG_LEVEL/)
})
