import { v7 } from 'uuid'

/** A new id (UUIDv7, RFC 9562): ordered by time, so inserts stay at the end of the index. */
export function newId(): string {
  return v7()
}
