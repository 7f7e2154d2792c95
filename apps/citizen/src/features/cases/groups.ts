import type { CaseSummary } from '@zhengtong/contract/cases'

export interface CaseGroup {
  bundle: CaseSummary['bundle']
  rows: CaseSummary[]
}

/** The cases of a list, those of one bundle (一件事) together where the latest of them stands. */
export function groupsOf(rows: readonly CaseSummary[]): CaseGroup[] {
  const groups = new Map<string, CaseGroup>()
  for (const row of rows) {
    const key = row.bundle?.id ?? row.id
    const group = groups.get(key)
    if (group) group.rows.push(row)
    else groups.set(key, { bundle: row.bundle, rows: [row] })
  }
  return [...groups.values()]
}
