import type { Audience, ItemCard } from '@zhengtong/contract/catalogue'
import type { Guide } from '@zhengtong/contract/guide'
import type { Db } from '../../platform/db.ts'
import * as regions from '../regions/index.ts'
import type { Hit } from './item-index.ts'

/** Whom a guide serves: natural persons, organisations, or both. */
export function audiencesOf({ serverType }: Pick<Guide, 'serverType'>): Audience[] {
  const person = serverType.includes('1')
  const company = serverType.some((type) => type !== '1')
  return [...(person ? ['person' as const] : []), ...(company ? ['company' as const] : [])]
}

/** A hit as it is shown, with the reason why it is there. */
export async function cardOf(db: Db, { item, regions: offered, reason }: Hit, region: string): Promise<ItemCard> {
  const { guide } = item
  const regionName = await regions.regionName(db, item.regionCode)
  const elsewhere = item.regionCode === region ? '' : `由${regionName}办理`
  return {
    code: item.code,
    name: guide.taskName,
    agencyName: guide.deptName,
    regionCode: item.regionCode,
    regionName,
    regions: offered,
    audiences: audiencesOf(guide),
    isOnline: item.applicable,
    isFullyOnline: item.applicable && guide.onlineHandleDepth === 4,
    promise: promiseOf(guide),
    reason: [reason, elsewhere].filter(Boolean).join(',') || '本地办理',
    isDemo: guide.isDemo,
  }
}

const units = { workday: '个工作日', day: '天', month: '个月' }

function promiseOf({ promiseDay, promiseType = 'workday' }: Guide): string {
  if (promiseDay === undefined) return '时限见窗口'
  return promiseDay === 0 ? '即办' : `${promiseDay} ${units[promiseType]}`
}
