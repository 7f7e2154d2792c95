import { sql, type RawBuilder } from 'kysely'

/** How far somebody sees: the union of his roles. Nothing at all when every part is empty. */
export interface Scope {
  agencies: 'all' | string[]
  department: { agencyCode: string; code: string } | null
  own: string | null
  /** Also the cases on which this agency was asked for an opinion (会办): only for a case by its id, never for a list. */
  asked?: string | null
  /** Also the cases that were handed in at this agency for one elsewhere (异地代收); the same holds. */
  receiving?: string | null
}

/**
 * The one rule of what an officer may see, as a condition on `cases.case`. List, detail, count, search, export and
 * statistics all carry it; nothing else decides.
 */
export function within({ agencies, department, own, asked, receiving }: Scope): RawBuilder<boolean> {
  if (agencies === 'all') return sql<boolean>`true`
  const parts: RawBuilder<boolean>[] = []
  // Equality for one agency: its own index gives the order too.
  if (agencies.length === 1) parts.push(sql`agency_code = ${agencies[0]}`)
  else if (agencies.length > 1) parts.push(sql`agency_code = any (${agencies}::text[])`)
  if (department && !agencies.includes(department.agencyCode))
    parts.push(sql`(agency_code = ${department.agencyCode} and department_code = ${department.code})`)
  if (own) parts.push(sql`handler_id = ${own}::uuid`)
  if (asked) parts.push(sql`exists (select from cases.opinion o where o.case_id = id and o.agency_code = ${asked})`)
  if (receiving) parts.push(sql`receiving_agency_code = ${receiving}`)
  return parts.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(parts, sql` or `)})`
}
