import type { BundleCard, BundlePage } from '@zhengtong/contract/bundles'
import { criticalPath, materialsOf, promisedWorkdays, savingsOf } from '@zhengtong/domain/bundle'
import type { Offer } from './offers.ts'

export function cardOf({ definition, children, guides }: Offer): BundleCard {
  return {
    code: definition.code,
    name: definition.name,
    summary: definition.summary,
    // A company that is to be founded has nobody to act for it yet: its founder applies, and looks for it among companies' matters.
    audience: definition.subject.kind === 'company' ? 'company' : 'person',
    children: children.length,
    saving: savingsOf(definition, children, guides),
  }
}

export function pageOf(offer: Offer, region: string, regionName: string): BundlePage {
  const { definition, version, children, guides } = offer
  const uses = materialsOf(definition, children, guides)
  return {
    ...cardOf(offer),
    version,
    who: definition.who,
    region,
    regionName,
    form: definition.form,
    materials: definition.materials.map((material) => {
      const { usedBy = [], requiredBy = [] } = uses.find(({ id }) => id === material.id) ?? {}
      return { ...material, usedBy, requiredBy }
    }),
    items: children.map(({ key, when, after, item: { code, version: itemVersion, guide } }) => ({
      key,
      itemCode: code,
      itemVersion,
      itemName: guide.taskName,
      agencyName: guide.deptName,
      ...(when ? { when } : {}),
      after,
      promise: guide.promiseDay ? `${guide.promiseDay} 个工作日` : '当天办',
      workdays: promisedWorkdays(guide),
      resultName: guide.resultName ?? null,
    })),
    promise: criticalPath(children, guides),
    fee: children
      .flatMap(({ item }) => (item.guide.isFee ? item.guide.fees : []))
      .reduce((sum, { amount = 0 }) => sum + amount, 0),
  }
}
