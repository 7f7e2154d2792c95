import type { Guide, Material } from '@zhengtong/contract/guide'
import { parseTaskCode } from '@zhengtong/domain/item-code'
import { Type, type Static } from 'typebox'
import { informing, typeCodeOf } from './informing-guide.ts'

const text = Type.String({ minLength: 1, maxLength: 4000 })
const maybe = Type.Optional(Type.String({ maxLength: 4000 }))

/** A complete guide as a portal shows it, with materials, windows, legal bases and questions. */
export const FullGuide = Type.Object({
  id: text,
  name: text,
  task_code: text,
  catalog_code: maybe,
  type: text,
  region: Type.String({ pattern: '^\\d{6}(\\d{3})?$' }),
  dept: text,
  use_level: text,
  serve_type: Type.Array(Type.String()),
  project_type: text,
  legal_days: Type.Integer({ minimum: 0 }),
  promise_days: Type.Integer({ minimum: 0 }),
  day_unit: text,
  is_fee: Type.Boolean(),
  scene_visits: Type.Optional(Type.Integer({ minimum: 0 })),
  scene_reason: maybe,
  handle_type: Type.Optional(Type.Array(Type.String())),
  conditions: maybe,
  materials: Type.Array(
    Type.Object({
      name: text,
      need: Type.Boolean(),
      original: Type.Optional(Type.Integer()),
      copy: Type.Optional(Type.Integer()),
      form: maybe,
      format: maybe,
      source: maybe,
      law: maybe,
      note: maybe,
      sign: maybe,
    }),
  ),
  special: Type.Optional(Type.Array(Type.Object({ name: text, days: Type.Optional(Type.Integer()) }))),
  result: maybe,
  window: Type.Optional(Type.Object({ name: text, addr: text, time: text, tel: text, traffic: maybe })),
  supervise_tel: maybe,
  laws: Type.Optional(Type.Array(Type.Object({ name: text, no: maybe, clause: maybe }))),
  qa: Type.Optional(Type.Array(Type.Object({ q: text, a: text }))),
  remedies: maybe,
  as_of: maybe,
})
type FullGuide = Static<typeof FullGuide>

const levels: Record<string, Guide['useLevel'][number]> = { 国家级: '1', 省级: '2', 市级: '3', 县级: '4', 镇街级: '5' }
const audiences: Record<string, Guide['serverType'][number]> = {
  自然人: '1',
  企业法人: '2',
  事业法人: '3',
  社会组织法人: '4',
  非法人企业: '5',
  行政机关: '6',
  其他组织: '9',
}
const handleTypes: Record<string, Guide['handleType'][number]> = {
  窗口办理: '1',
  网上办理: '2',
  移动端办理: '3',
  快递申请: '4',
}
const units: Record<string, Guide['anticipateType']> = { 工作日: 'workday', 自然日: 'day', 日: 'day', 月: 'month' }
const forms: Record<string, Material['materialFormat']> = { 纸质: '1', 电子: '2', '电子/纸质': '3', '纸质/电子': '3' }

/**
 * The same guide with the national element names. A code of 31 characters is kept as the national code only when it reads
 * as one; any other is a local code, never taken apart by position.
 */
export function guideOf(line: FullGuide): Guide {
  const unit = units[line.day_unit] ?? 'workday'
  const { window } = line
  return {
    ...informing({ name: line.name, region: line.region, dept: line.dept, type: typeCodeOf(line.type) }),
    ...(parseTaskCode(line.task_code) ? { taskCode: line.task_code } : { localTaskCode: line.task_code }),
    ...(/^\d{12}$/.test(line.catalog_code ?? '') ? { catalogCode: line.catalog_code } : {}),
    byLaw: (line.laws ?? []).map(({ name, no, clause }) => ({ name, ...given({ number: no, clause }) })),
    useLevel: Object.entries(levels).flatMap(([name, code]) => (line.use_level.includes(name) ? [code] : [])),
    serverType: line.serve_type.flatMap((name) => audiences[name] ?? []),
    projectType: line.project_type === '即办件' ? '1' : '2',
    anticipateDay: line.legal_days,
    anticipateType: unit,
    promiseDay: line.promise_days,
    promiseType: unit,
    isFee: line.is_fee,
    handleType: (line.handle_type ?? []).flatMap((name) => handleTypes[name] ?? []),
    specialProcedure: (line.special ?? []).map(({ name, days }) => ({ name, ...(days ? { days } : {}) })),
    materials: line.materials.map(materialOf),
    questions: (line.qa ?? []).map(({ q, a }, index) => ({
      question: q.slice(0, 500),
      answer: a,
      orderNum: index + 1,
    })),
    windows: window
      ? [
          {
            name: window.name,
            address: window.addr,
            hours: window.time,
            phone: window.tel,
            ...given({ traffic: window.traffic }),
          },
        ]
      : [],
    ...given({
      acceptCondition: line.conditions,
      limitSceneExplain: line.scene_reason,
      resultName: line.result,
      superviseWay: line.supervise_tel,
      remedies: line.remedies,
      linkWay: window?.tel,
      transactAddr: window?.addr,
      transactTime: window?.time,
      source: line.as_of && `门户公开信息，截至 ${line.as_of}`,
    }),
    ...(line.scene_visits === undefined ? {} : { limitSceneNum: line.scene_visits }),
  }
}

function materialOf(line: FullGuide['materials'][number], index: number): Material {
  return {
    id: `material-${index + 1}`,
    materialName: line.name.slice(0, 200),
    materialType: '3',
    materialFormat: forms[line.form ?? ''] ?? '3',
    isNeed: line.need ? '1' : '2',
    allowLater: false,
    originalNum: line.original ?? 0,
    copyNum: line.copy ?? 0,
    sourceType: line.source === '申请人自备' ? 'self' : 'other',
    orderNum: index + 1,
    obtainMode: 'UPLOAD',
    reuseAllowed: false,
    ...given({ pageFormat: line.format, byLaw: line.law, fillExplain: line.note, acceptStand: line.sign }),
  }
}

/** Only the entries that are there. */
function given<T extends Record<string, string | undefined>>(entries: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value)) as { [K in keyof T]?: string }
}
