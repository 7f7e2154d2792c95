type Json = Readonly<Record<string, unknown>>

/**
 * Brings a working copy up to a newer published version: elements that only the publication changed are taken over, those
 * that only the copy changed stay. Changed on both sides: the copy's stays and its key is listed, for the editor to look at.
 */
export function rebaseGuide<G extends Json>(base: G, newest: G, copy: G): { guide: G; conflicts: string[] } {
  const keys = new Set([...Object.keys(newest), ...Object.keys(copy)])
  const conflicts: string[] = []
  const merged: Record<string, unknown> = {}
  for (const key of keys) {
    const [was, now, mine] = [base[key], newest[key], copy[key]]
    const isMine = !same(was, mine)
    if (isMine && !same(was, now) && !same(mine, now)) conflicts.push(key)
    const value = isMine ? mine : now
    if (value !== undefined) merged[key] = value
  }
  return { guide: merged as G, conflicts }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
