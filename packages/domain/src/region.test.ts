import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ancestorsOf,
  fullNameOf,
  hasTownsForCounties,
  isPlaceholder,
  levelOf,
  parentCodeOf,
  regionMap,
  regionNode,
  type RegionRow,
  visibleChildren,
  visibleParent,
} from './region.ts'

const rows: RegionRow[] = [
  { code: '110000', name: '北京市' },
  { code: '110100', name: '市辖区' },
  { code: '110101', name: '东城区' },
  { code: '420000', name: '湖北省' },
  { code: '420100', name: '武汉市' },
  { code: '429000', name: '省直辖县' },
  { code: '429004', name: '仙桃市' },
  { code: '440000', name: '广东省' },
  { code: '441900', name: '东莞市' },
  { code: '441904', name: '长安镇', kind: 'town' },
  { code: '441923', name: '松山湖' },
  { code: '500000', name: '重庆市' },
  { code: '500100', name: '重庆市' },
  { code: '500101', name: '万州区' },
  { code: '500200', name: '县' },
  { code: '500229', name: '城口县' },
  { code: '770000', name: '示例省' },
  { code: '770100', name: '云溪市' },
  { code: '770101', name: '云岭区' },
  { code: '770300', name: '海沙市' },
  { code: '770301', name: '沙口镇', kind: 'town' },
  { code: '770301001', name: '东街社区', parent: '770301' },
]
const regions = regionMap(rows.map(regionNode).filter((node) => node !== null))
const codesBelow = (parent: string | null) => visibleChildren(regions, parent).map((node) => node.code)

describe('region codes', () => {
  test.each([
    ['770000', 1],
    ['770100', 2],
    ['770101', 3],
    ['770101001', 4],
    ['770101001002', 5],
    ['770101000000', 3],
    ['770000000000', 1],
    ['77', null],
    ['070000', null],
    ['7701011', null],
  ])('%s has level %s', (code, level) => {
    expect(levelOf(code)).toBe(level)
  })

  test.each([
    ['770000', null],
    ['770100', '770000'],
    ['770101', '770100'],
    ['770101001', '770101'],
    ['770101001002', '770101001'],
  ])('above %s is %s', (code, parent) => {
    expect(parentCodeOf(code)).toBe(parent)
  })

  test('other text is no region', () => {
    expect(() => parentCodeOf('云岭区')).toThrow(RangeError)
    expect(regionNode({ code: 'x', name: '无' })).toBeNull()
  })

  test('going up always ends at a province in at most four steps', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9]\d{5}(\d{3}){0,2}$/), (code) => {
        let steps = 0
        for (let up = parentCodeOf(code); up !== null; up = parentCodeOf(up)) steps += 1
        expect(steps).toBeLessThanOrEqual(4)
      }),
    )
  })
})

describe('placeholders', () => {
  test.each([
    ['110100', '北京市', true],
    ['110100', '市辖区', true],
    ['500200', '县', true],
    ['419000', '省直辖县', true],
    ['659000', '自治区直辖县级行政区划', true],
    ['620201', '市辖区', true],
    ['441900', '东莞市', false],
    ['441990', '沙田镇', false],
    ['110000', '北京市', false],
    ['429004', '仙桃市', false],
    ['770100', '云溪市', false],
  ])('%s %s: %s', (code, name, expected) => {
    expect(isPlaceholder({ code, name })).toBe(expected)
  })

  test('their children stand in for them', () => {
    expect(codesBelow('110000')).toEqual(['110101'])
    expect(codesBelow('420000')).toEqual(['420100', '429004'])
    expect(codesBelow('500000')).toEqual(['500101', '500229'])
  })

  test('they are nobody’s parent on screen', () => {
    expect(visibleParent(regions, '110101')?.code).toBe('110000')
    expect(visibleParent(regions, '110000')).toBeNull()
    expect(fullNameOf(regions, '429004')).toBe('湖北省仙桃市')
  })

  test('no list ever shows one, and every place is reached from the provinces', () => {
    const reached = new Set<string>()
    const visit = (parent: string | null) => {
      for (const node of visibleChildren(regions, parent)) {
        expect(node.virtual).toBe(false)
        reached.add(node.code)
        visit(node.code)
      }
    }
    visit(null)
    expect(reached.size).toBe([...regions.values()].filter((node) => !node.virtual).length)
  })
})

describe('closure', () => {
  test('a county sees itself, its city and its province', () => {
    expect(ancestorsOf(regions, '770101').map((node) => node.code)).toEqual(['770101', '770100', '770000'])
    expect(fullNameOf(regions, '770101')).toBe('示例省云溪市云岭区')
  })

  test('unknown codes give nothing and a circle ends', () => {
    expect(ancestorsOf(regions, '990000')).toEqual([])
    const circle = regionMap([
      { code: '770100', name: '甲', level: 2, parent: '770101', kind: 'city', virtual: false },
      { code: '770101', name: '乙', level: 3, parent: '770100', kind: 'county', virtual: false },
    ])
    expect(ancestorsOf(circle, '770100')).toHaveLength(2)
  })
})

describe('cities without counties', () => {
  test.each([
    ['441900', true],
    ['770300', true],
    ['770100', false],
    ['420100', false],
    ['110100', false],
    ['440000', false],
  ])('%s: %s', (code, expected) => {
    expect(hasTownsForCounties(regions, code)).toBe(expected)
  })

  test('their towns are third-level rows', () => {
    expect(regions.get('441923')).toMatchObject({ level: 3, kind: 'town', parent: '441900' })
  })
})
