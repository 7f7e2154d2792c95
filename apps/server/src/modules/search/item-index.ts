import type { Guide } from '@zhengtong/contract/guide'
import { normalise, wordsOf } from './segment.ts'

export interface IndexedItem {
  code: string
  baseKey: string
  regionCode: string
  agencyCode: string | null
  state: 'in-force' | 'suspended' | 'cancelled'
  applicable: boolean
  guide: Guide
}

/** How much a word counts where it stands. */
const WEIGHTS = { name: 8, alias: 6, theme: 3, agency: 2, material: 1 }
/** Words that most queries contain and that tell items apart least (怎么办理，申请…). */
const EMPTY_WORDS = new Set([
  '办理',
  '申请',
  '怎么',
  '如何',
  '怎样',
  '办',
  '的',
  '我',
  '要',
  '在',
  '哪里',
  '哪',
  '需要',
  '什么',
  '了',
  '想',
  '手续',
  '流程',
  '材料',
])

interface Base {
  key: string
  name: string
  aliases: string[]
  /** word -> weight */
  words: Map<string, number>
  items: IndexedItem[]
}
export interface Hit {
  item: IndexedItem
  /** Regions of the whole index that offer the base item. */
  regions: number
  score: number
  reason: string
}
export interface Query {
  text: string
  /** The region asked for and all above it, nearest first. */
  regions: readonly string[]
  keep(item: IndexedItem): boolean
}

/**
 * An inverted index over base items, one posting list a word. A base item is found by its words, and answered by the item
 * of the nearest region.
 */
export class ItemIndex {
  readonly #bases = new Map<string, Base>()
  readonly #postings = new Map<string, Set<Base>>()
  readonly #codes = new Map<string, Base>()

  /** Adds or replaces an item. */
  put(item: IndexedItem): void {
    this.remove(item.code)
    if (item.state === 'cancelled') return
    const base: Base = this.#bases.get(item.baseKey) ?? {
      key: item.baseKey,
      name: item.guide.taskName,
      aliases: [],
      words: new Map(),
      items: [],
    }
    this.#bases.set(item.baseKey, base)
    base.items.push(item)
    this.#codes.set(item.code, base)
    base.aliases = [...new Set([...base.aliases, ...item.guide.aliases])]
    for (const [word, weight] of weighedWords(item.guide)) {
      base.words.set(word, Math.max(weight, base.words.get(word) ?? 0))
      const posting = this.#postings.get(word) ?? new Set()
      posting.add(base)
      this.#postings.set(word, posting)
    }
  }

  remove(code: string): void {
    const base = this.#codes.get(code)
    if (!base) return
    this.#codes.delete(code)
    base.items = base.items.filter((item) => item.code !== code)
    if (base.items.length > 0) return
    this.#bases.delete(base.key)
    for (const word of base.words.keys()) this.#postings.get(word)?.delete(base)
  }

  get size(): number {
    return this.#codes.size
  }

  /** All items that a region's residents may use. */
  *within(regions: readonly string[]): Iterable<IndexedItem> {
    const wanted = new Set(regions)
    for (const base of this.#bases.values()) for (const item of base.items) if (wanted.has(item.regionCode)) yield item
  }

  /** Hits, the best first; without text all items, fully online ones first. */
  search({ text, regions, keep }: Query): Hit[] {
    const query = normalise(text)
    const words = [...new Set(wordsOf(query))]
    const telling = words.filter((word) => !EMPTY_WORDS.has(word))
    const wanted = telling.length ? telling : words
    const candidates = query ? this.#candidates(wanted) : [...this.#bases.values()]
    const hits: Hit[] = []
    for (const base of candidates) {
      const item = nearest(base, regions, keep)
      if (!item) continue
      const { score, why } = query ? relevance(base, query, wanted) : { score: 0, why: '' }
      if (query && score === 0) continue
      hits.push({
        item,
        regions: new Set(base.items.map((each) => each.regionCode)).size,
        score: score + standing(item, regions),
        reason: why,
      })
    }
    return hits.toSorted((a, b) => b.score - a.score || (a.item.code < b.item.code ? -1 : 1))
  }

  /** Bases with all words; when there are none, those with at least half of them. */
  #candidates(words: string[]): Base[] {
    const found = new Map<Base, number>()
    for (const word of words)
      for (const base of this.#postings.get(word) ?? []) found.set(base, (found.get(base) ?? 0) + 1)
    const most = Math.max(0, ...found.values())
    const needed = most === words.length ? words.length : Math.max(1, Math.ceil(words.length / 2))
    return [...found].flatMap(([base, count]) => (count >= needed ? [base] : []))
  }
}

function weighedWords(guide: Guide): Map<string, number> {
  const words = new Map<string, number>()
  const add = (text: string, weight: number) => {
    for (const word of wordsOf(text)) words.set(word, Math.max(weight, words.get(word) ?? 0))
  }
  add(guide.taskName, WEIGHTS.name)
  for (const alias of guide.aliases) add(alias, WEIGHTS.alias)
  for (const theme of [...guide.userTopicType, ...guide.corpTopicType]) add(theme, WEIGHTS.theme)
  add(guide.deptName, WEIGHTS.agency)
  for (const { materialName } of guide.materials) add(materialName, WEIGHTS.material)
  return words
}

/** Exact name, then exact alias, then part of a name, then the words' weights. Says which of them it was. */
function relevance(base: Base, query: string, words: string[]): { score: number; why: string } {
  const name = normalise(base.name)
  if (name === query) return { score: 1000, why: '名称相同' }
  const alias = base.aliases.find((each) => normalise(each) === query)
  if (alias) return { score: 900, why: `常用说法“${alias}”` }
  const matched = words.filter((word) => base.words.has(word))
  const weight = matched.reduce((sum, word) => sum + (base.words.get(word) ?? 0) * word.length, 0)
  const full = words.reduce((sum, word) => sum + WEIGHTS.name * word.length, 0)
  const share = (100 * weight) / Math.max(1, full)
  // Shorter names say the same with less: 社会保障卡申领 before 社会保障卡申领及启用等变更.
  const brevity = 10 / Math.max(10, name.length)
  if (name.includes(query)) return { score: 500 + share + brevity, why: '名称包含您的搜索' }
  const near = base.aliases.find((each) => normalise(each).includes(query) || query.includes(normalise(each)))
  if (near) return { score: 400 + share + brevity, why: `常用说法“${near}”` }
  return { score: matched.length ? share + brevity : 0, why: `包含“${matched.slice(0, 3).join('、')}”` }
}

/** Nearer regions first; open for application before information, suspended last. Never outweighs the words. */
function standing(item: IndexedItem, regions: readonly string[]): number {
  const distance = Math.max(0, regions.indexOf(item.regionCode))
  return (
    (item.applicable ? 6 : 0) +
    (item.guide.onlineHandleDepth === 4 ? 2 : 0) -
    distance -
    (item.state === 'suspended' ? 20 : 0)
  )
}

function nearest(base: Base, regions: readonly string[], keep: Query['keep']): IndexedItem | undefined {
  for (const region of regions) {
    const item = base.items.find((each) => each.regionCode === region && keep(each))
    if (item) return item
  }
  return undefined
}
