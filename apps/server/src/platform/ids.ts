import { v7 } from 'uuid'

/** A new id (UUIDv7, RFC 9562): ordered by time, so inserts stay at the end of the index. */
export function newId(): string {
  return v7()
}

/** Makes request ids: one random part a process and a count, unique without asking for randomness on every request. */
export function requestIds(): () => string {
  const process = newId()
  let count = 0
  return () => `${process}-${(count += 1)}`
}
