import type { BundleCard, BundlePage, BundleProgress } from '@zhengtong/contract/bundles'
import type { Material } from '@zhengtong/contract/guide'
import type { IconName } from '@zhengtong/ui/icons'

const icons: Record<string, IconName> = { newborn: 'baby', company: 'store', retirement: 'cane', farewell: 'heart' }
export const bundleIcon = (code: string): IconName => icons[code] ?? 'folder'

/** A promise in words. */
export const promiseWords = (workdays: number) => (workdays === 0 ? '最快当天' : `${workdays} 个工作日`)

/** What one application spares, for people: only what it really spares. */
export function savingWords({
  saving,
  children,
}: Pick<BundleCard, 'saving' | 'children'>): { what: string; apart: string; together: string }[] {
  const rows = [
    { what: '申请', unit: '次', saving: { apart: children, together: 1 } },
    { what: '要填', unit: '项', saving: saving.fields },
    { what: '要交材料', unit: '份', saving: saving.materials },
    { what: '跑现场', unit: '次', saving: saving.visits },
  ]
  return rows
    .filter((row) => row.saving.apart > row.saving.together)
    .map(({ what, unit, saving: { apart, together } }) => ({
      what,
      apart: `${apart} ${unit}`,
      together: `${together} ${unit}`,
    }))
}

export const nameOf = ({ items }: Pick<BundlePage, 'items'>, key: string) =>
  items.find((item) => item.key === key)?.itemName ?? key

/** The bundle's materials in the shape of a guide's, for the children that are chosen. */
export function materialsFor({ materials }: BundlePage, chosen: ReadonlySet<string>): Material[] {
  return materials
    .filter(({ usedBy }) => usedBy.some((key) => chosen.has(key)))
    .map(({ id, materialName, fillExplain, requiredBy }, index) => ({
      id,
      materialName,
      fillExplain,
      materialType: '1',
      materialFormat: '3',
      isNeed: requiredBy.some((key) => chosen.has(key)) ? '1' : '2',
      allowLater: false,
      originalNum: 1,
      copyNum: 0,
      sourceType: 'self',
      orderNum: index + 1,
      obtainMode: 'UPLOAD',
      reuseAllowed: true,
    }))
}

const tones: Partial<Record<BundleProgress['status'], string>> = {
  'waiting-for-you': 'warn',
  'partly-granted': 'ok',
  'all-granted': 'ok',
}
export const toneOf = (status: BundleProgress['status']) => tones[status] ?? (status === 'ended' ? '' : 'brand')
