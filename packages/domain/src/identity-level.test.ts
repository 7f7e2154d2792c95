import { expect, test } from 'vitest'
import { identityLevels, levelSuffices } from './identity-level.ts'

test('a person files what his level or a lower one suffices for; L4 is for organisations', () => {
  const table = identityLevels.map((needed) =>
    identityLevels
      .slice(0, 3)
      .map((level) => [false, true].map((forOrganisation) => levelSuffices(needed, { level, forOrganisation }))),
  )
  const [yes, no] = [
    [true, true],
    [false, false],
  ]
  expect(table).toEqual([
    [yes, yes, yes],
    [no, yes, yes],
    [no, no, yes],
    [
      [false, true],
      [false, true],
      [false, true],
    ],
  ])
})
