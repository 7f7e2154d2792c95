import type pg from 'pg'

/** Written once and never changed: nobody but the owner, who attaches and detaches whole months, can do more to these. */
const APPEND_ONLY = [
  'platform.event',
  'audit.link',
  'audit.checkpoint',
  'audit.signing_key',
  'audit.verification',
  'cases.assignment',
  'cases.timeline',
  'catalogue.change_step',
  'catalogue.succession',
  'cases.unmasking',
  'identity.consent',
  'personal.consent_act',
  'supervision.step',
  'documents.lookup',
]
/** Changed by the application, but never deleted. */
const KEPT = new Set([
  'catalogue.change_request',
  'audit.head',
  'audit.position',
  'access.grant_change',
  'cases.access',
  'cases.flow_migration',
  'cases.flow_migration_case',
  'cases.case',
  'supervision.card',
  'documents.document',
])
/** The owner's alone to write. */
const READ_ONLY = new Set(['audit.archive', 'platform.migration'])
const JOBS = 'graphile_worker'

type Client = Pick<pg.ClientBase | pg.Pool, 'query'>

/**
 * The statements that let a login role run API and worker and no more: it owns nothing, and of the audit and event tables
 * it may only add rows and read them. A partition has no rights of its own, so a month can be reached through its parent only.
 */
export async function appRoleStatements(client: Client, role: string): Promise<string[]> {
  const { rows: tables } = await client.query<{ schema: string; name: string; locked: boolean; view: boolean }>(`
    select n.nspname as schema, c.relname as name, c.relrowsecurity as locked, c.relkind = 'v' as view
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v') and not c.relispartition and ${OWN_SCHEMA}
      and not (n.nspname = 'audit' and c.relname ~ '^event_[0-9]{4}_[0-9]{2}$')
    order by 1, 2`)
  const { rows: schemas } = await client.query<{ schema: string }>(
    `select n.nspname as schema from pg_namespace n where ${OWN_SCHEMA} order by 1`,
  )
  const to = name(role)
  return [
    ...schemas.flatMap(({ schema }) => [
      `revoke all on all tables in schema ${name(schema)} from ${to}`,
      `revoke all on schema ${name(schema)} from ${to}`,
      `grant usage on schema ${name(schema)} to ${to}`,
      `grant usage, select on all sequences in schema ${name(schema)} to ${to}`,
    ]),
    ...tables.map(
      (table) =>
        `grant ${rightsOn(`${table.schema}.${table.name}`)} on ${name(table.schema)}.${name(table.name)} to ${to}`,
    ),
    // The job tables are closed to all but their owner by row security.
    ...tables.flatMap((table) => {
      if (table.schema !== JOBS || !table.locked) return []
      const on = `${name(table.schema)}.${name(table.name)}`
      return [
        `drop policy if exists ${name(`jobs of ${role}`)} on ${on}`,
        `create policy ${name(`jobs of ${role}`)} on ${on} to ${to} using (true) with check (true)`,
      ]
    }),
  ]
}

const OWN_SCHEMA = `n.nspname not in ('pg_catalog', 'information_schema', 'public') and n.nspname not like 'pg\\_%'`

function rightsOn(table: string): string {
  if (READ_ONLY.has(table)) return 'select'
  if (APPEND_ONLY.includes(table)) return 'select, insert'
  if (KEPT.has(table)) return 'select, insert, update'
  return 'select, insert, update, delete'
}

/** Gives a role these rights and takes all others; all or nothing. Refuses one that could still change what is recorded. */
export async function grantAppRole(client: Client, role: string): Promise<void> {
  await client.query('begin')
  try {
    for (const statement of await appRoleStatements(client, role)) await client.query(statement)
    const more = await recordsChangeable(client, role)
    if (more.length > 0)
      throw new Error(
        `the role ${role} can still change ${more.join(', ')}: it is a superuser, the owner or a member of the owner; use another role`,
      )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

/** The append-only tables that a role may change or empty in spite of everything; the current role when none is named. */
export async function recordsChangeable(client: Client, role?: string): Promise<string[]> {
  const { rows } = await client.query<{ table: string }>(
    `select t as table from unnest($1::text[]) as t
     where has_table_privilege(coalesce($2::text, current_user::text)::name, t, 'update')
       or has_table_privilege(coalesce($2::text, current_user::text)::name, t, 'delete')
       or has_table_privilege(coalesce($2::text, current_user::text)::name, t, 'truncate')
       or pg_has_role(coalesce($2::text, current_user::text)::name, (select relowner from pg_class where oid = t::regclass), 'usage')
     order by 1`,
    [APPEND_ONLY, role ?? null],
  )
  return rows.map(({ table }) => table)
}

/** Makes the login role, or gives it this password. */
export async function makeAppRole(client: Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role])
  const secret = `'${password.replaceAll("'", "''")}'`
  await client.query(
    `${rowCount ? 'alter' : 'create'} role ${name(role)} login nosuperuser nocreatedb nocreaterole password ${secret}`,
  )
}

/** An identifier in quotes. */
function name(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
