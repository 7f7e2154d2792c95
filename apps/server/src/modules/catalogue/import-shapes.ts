import { Guide } from '@zhengtong/contract/guide'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { FullGuide, guideOf } from './import-full-guide.ts'
import { informing, typeCodeOf } from './informing-guide.ts'

const text = Type.String({ minLength: 1, maxLength: 1000 })
const region = Type.String({ pattern: '^\\d{6}(\\d{3})?$' })
const localCode = Type.String({ pattern: '^[0-9A-Za-z.-]{1,80}$' })

/** One provincial portal's list: local item codes with dashes, numeric type codes. */
const PortalLine = Type.Object({
  name: text,
  dept: text,
  region,
  item_code: localCode,
  type_code: Type.String({ pattern: '^\\d{1,2}$' }),
  url: Type.Optional(Type.String({ maxLength: 500 })),
})
/** One county's list: power items with the business they contain. */
const PowerLine = Type.Object({ id: localCode, name: text, business: Type.Array(Type.String()), kind: text, region })
/** Services at self-service terminals. */
const TerminalLine = Type.Object({ id: localCode, name: text, dept: text, region, channel: text })
/** A provincial base list: twelve-digit codes and levels of exercise. */
const BaseLine = Type.Object({
  id: localCode,
  name: text,
  item_code: Type.String({ pattern: '^\\d{12}$' }),
  type: text,
  levels: Type.Array(Type.String()),
  region,
})

/** Reads one line in whichever shape it has; otherwise says what is wrong with it. */
export function readItem(value: unknown): Guide | string {
  const guide = shaped(value)
  if (!guide) return '不认识这种格式：缺少名称、地区或编码'
  const [fault] = Value.Errors(Guide, guide)
  return fault ? `${fault.instancePath} ${fault.message}` : guide
}

function shaped(value: unknown): Guide | undefined {
  if (Value.Check(Guide, value)) return value
  if (Value.Check(FullGuide, value)) return guideOf(value)
  if (Value.Check(PortalLine, value)) return ofPortal(value)
  if (Value.Check(PowerLine, value)) return ofPower(value)
  if (Value.Check(TerminalLine, value)) return ofTerminal(value)
  if (Value.Check(BaseLine, value)) return ofBase(value)
  return undefined
}

function ofPortal(line: Static<typeof PortalLine>): Guide {
  return {
    ...informing({ name: line.name, region: line.region, dept: line.dept, type: line.type_code.padStart(2, '0') }),
    localTaskCode: line.item_code,
    ...(line.url ? { linkAddr: line.url } : {}),
  }
}

function ofPower(line: Static<typeof PowerLine>): Guide {
  const aliases = [...new Set(line.business)].filter((name) => name !== line.name && name.length <= 60).slice(0, 40)
  const type = line.kind.startsWith('行政权') ? '00' : '10'
  return {
    ...informing({ name: line.name, region: line.region, dept: '实施主体未公布', type }),
    localTaskCode: line.id,
    aliases,
  }
}

function ofTerminal(line: Static<typeof TerminalLine>): Guide {
  return {
    ...informing({ name: line.name, region: line.region, dept: line.dept, type: '20' }),
    localTaskCode: line.id,
    isServiceTerminals: line.channel === '自助终端',
  }
}

const levelCodes: Record<string, Guide['useLevel'][number]> = {
  国家级: '1',
  省级: '2',
  市级: '3',
  县级: '4',
  镇街级: '5',
  乡镇级: '5',
  村级: '6',
}

function ofBase(line: Static<typeof BaseLine>): Guide {
  return {
    ...informing({ name: line.name, region: line.region, dept: '实施主体未公布', type: typeCodeOf(line.type) }),
    localTaskCode: line.id,
    catalogCode: line.item_code,
    useLevel: line.levels.flatMap((level) => levelCodes[level] ?? []),
  }
}
