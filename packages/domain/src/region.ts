/**
 * Administrative regions (GB/T 2260, six digits; towns nine, villages twelve as in the statistical region codes).
 * Placeholder rows of the code tables (市辖区, 县, 省直辖县级) stand for no place: they are never shown or counted, their
 * children take their place. Towns of cities without counties are third-level rows of kind town.
 */
export type RegionKind = 'province' | 'city' | 'county' | 'town' | 'village'
export type RegionLevel = 1 | 2 | 3 | 4 | 5
export type RegionNode = {
  code: string
  name: string
  /** 1 province, 2 city, 3 county or a town directly under a city, 4 town, 5 village */
  level: RegionLevel
  parent: string | null
  kind: RegionKind
  /** a placeholder */
  virtual: boolean
}
export type RegionRow = { code: string; name: string; parent?: string | null; kind?: string | null }
export type RegionMap = ReadonlyMap<string, RegionNode>

const placeholderNames = new Set([
  '市辖区',
  '县',
  '市',
  '省直辖县',
  '省直辖县级行政区划',
  '自治区直辖县级行政区划',
  '省直辖行政单位',
])
// 东莞, 中山, 儋州, 嘉峪关: cities of GB/T 2260 that have towns and no counties.
const citiesWithoutCounties = new Set(['441900', '442000', '460400', '620200'])

/**
 * The level a code tells by its zeros: xx0000 province, xxyy00 city, six digits county, nine digits town, twelve village;
 * longer codes are read without their trailing zeros. Null when it is not a region code.
 */
export function levelOf(code: string): RegionLevel | null {
  if (!/^[1-9]\d{5}(\d{3}){0,2}$/.test(code)) return null
  const [province, city, county, town, village] = [
    code.slice(0, 2),
    code.slice(2, 4),
    code.slice(4, 6),
    code.slice(6, 9),
    code.slice(9),
  ]
  if (Number(village) > 0) return 5
  if (Number(town) > 0) return 4
  if (Number(county) > 0) return 3
  if (Number(city) > 0) return 2
  return province.length === 2 ? 1 : null
}

/** The code one level up by position, or null for a province. Placeholders included; throws RangeError on other text. */
export function parentCodeOf(code: string): string | null {
  const level = levelOf(code)
  if (level === null) throw new RangeError(`not a region code: ${code}`)
  if (level === 1) return null
  if (level === 2) return `${code.slice(0, 2)}0000`
  if (level === 3) return `${code.slice(0, 4)}00`
  return level === 4 ? code.slice(0, 6) : code.slice(0, 9)
}

/** A row that stands for no place: xx01 and xx02 of the four municipalities, xx90 of provinces, or a placeholder's name. */
export function isPlaceholder(row: { code: string; name: string }): boolean {
  const level = levelOf(row.code)
  if (level !== 2 && level !== 3) return false
  return /^((11|12|31|50)0[12]|\d\d90)00/.test(row.code) || placeholderNames.has(row.name)
}

function kindOf(row: RegionRow, level: RegionLevel, parent: string | null): RegionKind {
  if (level === 3) return row.kind === 'town' || citiesWithoutCounties.has(parent ?? '') ? 'town' : 'county'
  const kinds = { 1: 'province', 2: 'city', 4: 'town', 5: 'village' } as const
  return kinds[level]
}

/** A node from a row of a code table; `parent` comes from the code when the row has none. Null when the code is not one. */
export function regionNode(row: RegionRow): RegionNode | null {
  const level = levelOf(row.code)
  if (level === null) return null
  const parent = row.parent ?? parentCodeOf(row.code)
  return {
    code: row.code,
    name: row.name,
    level,
    parent,
    kind: kindOf(row, level, parent),
    virtual: isPlaceholder(row),
  }
}

/** Nodes by code. */
export function regionMap(nodes: Iterable<RegionNode>): RegionMap {
  return new Map(Array.from(nodes, (node) => [node.code, node]))
}

/**
 * The region and all above it, nearest first, placeholders left out: where an item of any of them is on offer here.
 * Unknown codes give an empty list; a parent missing from the map ends it.
 */
export function ancestorsOf(regions: RegionMap, code: string): RegionNode[] {
  const line: RegionNode[] = []
  const seen = new Set<string>()
  for (let node = regions.get(code); node && !seen.has(node.code); node = regions.get(node.parent ?? '')) {
    seen.add(node.code)
    if (!node.virtual) line.push(node)
  }
  return line
}

/**
 * What a picker shows below `parent` (null = provinces), by code: children of placeholders stand in for them, so nobody
 * meets 市辖区 or an empty step.
 */
export function visibleChildren(regions: RegionMap, parent: string | null): RegionNode[] {
  return childrenIn([...regions.values()], parent).toSorted((a, b) => (a.code < b.code ? -1 : 1))
}

function childrenIn(nodes: readonly RegionNode[], parent: string | null): RegionNode[] {
  return nodes
    .filter((node) => node.parent === parent && node.code !== parent)
    .flatMap((node) => (node.virtual ? childrenIn(nodes, node.code) : [node]))
}

/** The nearest region above that is shown, or null for a province: 东城区 of 北京 is directly below 北京市. */
export function visibleParent(regions: RegionMap, code: string): RegionNode | null {
  return ancestorsOf(regions, code).find((node) => node.code !== code) ?? null
}

/** A city whose next level is towns (东莞-type): pickers take two steps there. */
export function hasTownsForCounties(regions: RegionMap, code: string): boolean {
  const city = regions.get(code)
  if (!city || city.kind !== 'city' || city.virtual) return false
  const children = visibleChildren(regions, code)
  return children.length > 0 && children.every((child) => child.kind === 'town')
}

/** The names from province to region, without placeholders: 示例省云溪市云岭区. */
export function fullNameOf(regions: RegionMap, code: string): string {
  return ancestorsOf(regions, code)
    .toReversed()
    .map((node) => node.name)
    .join('')
}
