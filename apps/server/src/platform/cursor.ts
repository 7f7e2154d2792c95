import { InvalidRequest } from '@zhengtong/contract/problem'
import { Problem } from './problem.ts'

/** Turns the keys of the last row into an opaque cursor and back. */
export function encodeCursor(keys: readonly string[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url')
}

/** The keys in a cursor; a damaged one is the caller's fault and a problem. `patterns` say what each key looks like. */
export function decodeCursor(cursor: string | undefined, patterns: readonly RegExp[]): string[] | undefined {
  if (cursor === undefined) return undefined
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (
      Array.isArray(keys) &&
      keys.length === patterns.length &&
      patterns.every((pattern, index) => pattern.test(String(keys[index])))
    ) {
      return keys.map(String)
    }
  } catch {
    // Not JSON: answered below like any other damaged cursor.
  }
  throw new Problem(InvalidRequest, { errors: [{ path: '/cursor', message: '页码无效，请从第一页重新查看' }] })
}

export const uuidKey = /^[0-9a-f-]{36}$/
export const instantKey = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/
export const textKey = /^.{1,200}$/su
export const dateKey = /^\d{4}-\d{2}-\d{2}$/

/** Cuts the extra row that a keyset query fetches, and makes the cursor of the next page from the last one shown. */
export function pageOf<T>(rows: T[], limit: number, keys: (row: T) => string[]): { rows: T[]; next: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > limit && last ? encodeCursor(keys(last)) : null }
}
