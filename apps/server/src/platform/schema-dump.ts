import type pg from 'pg'

const own = `n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker', 'public') and n.nspname not like 'pg\\_%'`

/**
 * The schema as text: tables with columns, constraints and indexes, in a fixed order, the same on PostgreSQL 14 to 18.
 * Monthly partitions are left out: which of them exist depends on the day.
 */
export async function describeSchema(client: pg.ClientBase): Promise<string> {
  const { rows: columns } = await client.query<{ table: string; line: string }>(`
    select n.nspname || '.' || quote_ident(c.relname) as table,
      '  ' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
        || case when a.attidentity <> '' then ' generated always as identity' when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end
        || case when a.attnotnull then ' not null' else '' end as line
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where ${own} and c.relkind in ('r', 'p') and not c.relispartition
    order by 1, a.attnum`)
  const { rows: constraints } = await client.query<{ table: string; line: string }>(`
    select n.nspname || '.' || quote_ident(c.relname) as table, '  constraint ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid) as line
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where ${own} and not c.relispartition and k.contype in ('p', 'u', 'c', 'f', 'x') order by 1, k.conname`)
  const { rows: indexes } = await client.query<{ line: string }>(`
    select pg_get_indexdef(i.indexrelid) || ';' as line
    from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
    where ${own} and not c.relispartition and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
    order by 1`)
  const { rows: partitioned } = await client.query<{ table: string; key: string }>(`
    select n.nspname || '.' || quote_ident(c.relname) as table, pg_get_partkeydef(c.oid) as key
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${own} and c.relkind = 'p' order by 1`)

  const keys = new Map(partitioned.map(({ table, key }) => [table, ` partition by ${key}`]))
  const tables = [...new Set(columns.map(({ table }) => table))]
  const described = tables.map((table) => {
    const lines = [...columns, ...constraints].flatMap((row) => (row.table === table ? [row.line] : []))
    return `create table ${table} (\n${lines.join(',\n')}\n)${keys.get(table) ?? ''};\n`
  })
  return `-- What the migrations make. Written by \`npm run schema:dump\`; never edited by hand.\n\n${described.join('\n')}\n${indexes.map(({ line }) => line).join('\n')}\n`
}
