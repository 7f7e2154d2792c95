import { expect, test } from 'vitest'
import { createBreaker } from './breaker.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 23, 0, 0, seconds))
const down = () => Promise.reject(new Error('down'))
const rested = () => new Error('rests')

test('a service that fails five times rests for half a minute, then one request tries it', async () => {
  const breaker = createBreaker()
  let calls = 0
  const call = (second: number, work: () => Promise<string>) =>
    breaker
      .call(
        'police',
        at(second),
        () => {
          calls += 1
          return work()
        },
        rested,
      )
      .catch((error: Error) => error.message)
  for (let n = 0; n < 5; n += 1) expect(await call(0, down)).toBe('down')
  expect(await call(1, down)).toBe('rests')
  expect(breaker.isOpen('police', at(29))).toBe(true)
  expect(breaker.isOpen('bank', at(29))).toBe(false)
  expect(calls).toBe(5)

  let answer: (text: string) => void = () => {}
  const trying = call(31, () => new Promise((resolve) => (answer = resolve)))
  expect(await call(31, down)).toBe('rests')
  answer('up')
  expect(await trying).toBe('up')
  expect(await call(32, () => Promise.resolve('up'))).toBe('up')
})

test('a success between failures starts the count anew', async () => {
  const breaker = createBreaker()
  const call = (work: () => Promise<string>) =>
    breaker.call('bank', at(0), work, rested).catch((error: Error) => error.message)
  for (let round = 0; round < 3; round += 1) {
    for (let n = 0; n < 4; n += 1) expect(await call(down)).toBe('down')
    expect(await call(() => Promise.resolve('up'))).toBe('up')
  }
})
