import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Guide } from '@zhengtong/contract/guide'
import { taskCodeOf } from '@zhengtong/domain/item-code'
import type { AgencyRow } from '../modules/access/index.ts'
import * as catalogue from '../modules/catalogue/index.ts'
import type { Actor } from '../platform/actor.ts'
import type { Tx } from '../platform/db.ts'
import { Problem } from '../platform/problem.ts'
import { demoFolder, readJson } from './files.ts'

interface DemoItem {
  catalogCode: string
  department: string
  levels: ('city' | 'county')[]
  /** Departments that are asked for an opinion: each agency asks the ones of its own place, else of its city. */
  jointDepartments?: string[]
  /** 异地代收: every other agency that offers it takes it in. */
  receivedElsewhere?: true
  guide: Omit<Guide, AgencyElements>
}
/** Elements that every implementing body fills in for itself. */
type AgencyElements = 'regionCode' | 'deptName' | 'useLevel'
type DemoAgency = AgencyRow & { level: '3' | '4'; alsoCounty?: boolean; alsoCity?: boolean }

/** Publishes every demo guide for every agency that offers it. */
export async function publishDemoItems(tx: Tx, actor: Actor, source: string): Promise<void> {
  const agencies = await readJson<DemoAgency[]>('agencies.json')
  const seen = new Map<string, string>()
  for (const file of (await readdir(path.join(demoFolder, 'items'))).toSorted()) {
    const item = await readJson<DemoItem>(`items/${file}`)
    if (seen.has(item.catalogCode))
      throw new Error(`data/demo/items/${file} repeats the code of ${seen.get(item.catalogCode)}`)
    seen.set(item.catalogCode, file)
    const { taskName: name, taskType: type, byLaw } = item.guide
    // The demo province of an older installation gets the new texts as a new version.
    const useLevels = item.levels.map((level) => (level === 'city' ? '3' : '4'))
    await catalogue.renewBase(tx, { key: item.catalogCode, source, name, type, byLaw, useLevels })
    for (const agency of agencies.filter((each) => offers(each, item))) {
      // What its agency has published since is the agency's.
      const code = taskCodeOf(agency.code, agency.level, item.catalogCode)
      if ((await catalogue.sourceOf(tx, code)) === catalogue.CHANGED_HERE) continue
      await catalogue
        .publishItem(tx, actor, {
          guide: guideOf(item, agency, agencies),
          baseKey: item.catalogCode,
          agencyCode: agency.code,
          source,
        })
        .catch((error: unknown) => {
          const faults = error instanceof Problem ? JSON.stringify(error.extra.errors, null, 1) : ''
          throw new Error(`data/demo/items/${file} cannot be published for ${agency.name}: ${String(error)} ${faults}`)
        })
    }
  }
}

function offers(agency: DemoAgency, { department, levels }: DemoItem): boolean {
  if (agency.department !== department) return false
  const [city, county] = [
    agency.level === '3' || agency.alsoCity === true,
    agency.level === '4' || agency.alsoCounty === true,
  ]
  return (city && levels.includes('city')) || (county && levels.includes('county'))
}

function guideOf(item: DemoItem, agency: DemoAgency, agencies: DemoAgency[]): Guide {
  const { catalogCode, guide, jointDepartments, receivedElsewhere } = item
  const elsewhere = agencies.filter((each) => each.code !== agency.code && offers(each, item))
  return {
    ...guide,
    ...(receivedElsewhere ? { receivingAgencies: elsewhere.map(({ code, name }) => ({ code, name })) } : {}),
    ...(jointDepartments ? { jointAgencies: jointDepartments.flatMap((each) => jointOf(each, agency, agencies)) } : {}),
    catalogCode,
    taskCode: taskCodeOf(agency.code, agency.level, catalogCode),
    regionCode: agency.regionCode,
    deptName: agency.name,
    deptCode: agency.code,
    deptType: '1',
    useLevel: [agency.level],
    transactAddr: agency.address,
    transactTime: agency.hours,
    linkWay: agency.phone,
    superviseWay: agency.supervisePhone,
    windows: agency.windows,
  }
}

function jointOf(department: string, { regionCode }: DemoAgency, agencies: DemoAgency[]) {
  const places = [regionCode, `${regionCode.slice(0, 4)}00`]
  const found = places
    .map((place) => agencies.find((each) => each.department === department && each.regionCode === place))
    .find((each) => each !== undefined)
  return found ? [{ code: found.code, name: found.name }] : []
}
