import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import * as access from '../modules/access/index.ts'
import * as appointments from '../modules/appointments/index.ts'
import * as calendar from '../modules/calendar/index.ts'
import * as identity from '../modules/identity/index.ts'
import * as regions from '../modules/regions/index.ts'
import type { Tx } from '../platform/db.ts'
import { systemActor } from '../platform/jobs.ts'
import type { Services } from '../platform/services.ts'
import { publishDemoBundles } from './bundles.ts'
import { publishDemoItems } from './items.ts'
import { demoFolder, readAccounts, readJson, readRoles } from './files.ts'

const SOURCE = '示例数据'

/** Puts the demo province into the database, in one transaction; does nothing when it is there as the files say. */
export async function seedDemo(services: Services): Promise<'seeded' | 'unchanged'> {
  const digest = await digestOf(path.resolve(demoFolder, '..'))
  return services.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(7706233)`.execute(tx)
    const { rows } = await sql<{ digest: string }>`select digest from platform.seed where name = 'demo'`.execute(tx)
    if (rows[0]?.digest === digest) return 'unchanged'
    await seedPlaces(tx)
    await publishDemoItems(tx, systemActor(services, 'seed'), SOURCE)
    await publishDemoBundles(tx, systemActor(services, 'seed'))
    await seedAccounts(tx, services)
    await sql`insert into platform.seed (name, digest) values ('demo', ${digest}) on conflict (name) do update set digest = excluded.digest`.execute(
      tx,
    )
    return 'seeded'
  })
}

async function seedPlaces(tx: Tx): Promise<void> {
  const places =
    await readJson<{ code: string; name: string; parentCode: string | null; fullName: string; kind: string }[]>(
      'regions.json',
    )
  const rows = places.map(({ code, name, parentCode, fullName, kind }) => {
    const row = regions.readRegion({ code, name, parent: parentCode, full: fullName, kind }, SOURCE)
    if (typeof row === 'string') throw new Error(`regions.json: ${row}`)
    return row
  })
  await regions.saveRegions(tx, rows)
  const agencies = await readJson<(Omit<access.AgencyRow, 'source'> & { parentCode: string | null })[]>('agencies.json')
  await access.upsertAgencies(
    tx,
    agencies.map((agency) => access.agencyRow({ ...agency, source: SOURCE })),
  )
  await access.plantOrganisation(tx, {
    ...(await readJson<Omit<access.Organisation, 'parents'>>('organisation.json')),
    parents: agencies,
  })
  await appointments.plantServices(tx, await readJson<appointments.PlantedService[]>('appointments.json'))
  for (const file of await readdir(path.resolve(demoFolder, '../calendar'))) {
    const { source, days } = await readJson<{ source: string; days: unknown[] }>(`../calendar/${file}`)
    const read = days.map((day) => calendar.readDay(day))
    await calendar.saveDays(
      tx,
      read.flatMap((day) => (typeof day === 'string' ? [] : [day])),
      source,
    )
  }
}

async function seedAccounts(tx: Tx, services: Services): Promise<void> {
  const { citizens, officers } = await readAccounts()
  for (const citizen of citizens) await identity.registerDirectly(tx, services, citizen)
  for (const role of await readRoles()) await access.rights.insertRole(tx, role)
  for (const officer of officers) await access.createStaff(tx, services.crypto, services.clock.now(), officer)
}

/** Changes whenever a file below the folder does. */
async function digestOf(folder: string): Promise<string> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
  const digest = createHash('sha256')
  for (const file of files.toSorted()) digest.update(path.relative(folder, file)).update(await readFile(file))
  return digest.digest('hex')
}
