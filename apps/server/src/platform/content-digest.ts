import { sm3 } from './crypto/index.ts'

/** A digest of what was asked for, independent of the order of keys: tells a repeat from another request under the same id. */
export const contentDigest = (content: unknown): string => sm3(JSON.stringify(sorted(content)))

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
