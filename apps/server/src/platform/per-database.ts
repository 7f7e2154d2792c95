import type { Db } from './db.ts'

/**
 * What a process remembers of a database: one `make()` for each, the same for its pool and for all its transactions. A process has
 * one database in production and many in tests.
 */
export function perDatabase<T>(make: () => T): (db: Db) => T {
  const kept = new WeakMap<object, T>()
  return (db) => {
    // Pool and transactions of one Kysely share their adapter.
    const key = db.getExecutor().adapter
    const known = kept.get(key) ?? make()
    kept.set(key, known)
    return known
  }
}
