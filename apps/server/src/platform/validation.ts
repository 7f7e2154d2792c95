import type { FieldFault } from '@zhengtong/contract/problem'
import { Ajv, type ErrorObject } from 'ajv'
import addFormats, { type FormatsPlugin } from 'ajv-formats'
import type { FastifySchemaCompiler } from 'fastify'

export type Fault = Pick<ErrorObject, 'instancePath' | 'keyword' | 'params'>
const MAX_FAULTS = 50

/**
 * Bodies are checked as sent: nothing is coerced, nothing unknown is dropped silently. Path and query parameters are text
 * by nature and are coerced. All faults are reported at once; size limits come before, so this stays cheap.
 */
export const validatorCompiler: FastifySchemaCompiler<object> = ({ schema, httpPart }) =>
  (httpPart === 'body' ? bodies : parameters).compile(schema)

// Each remembers what it has compiled.
const [bodies, parameters] = [checker(false), checker(true)]

function checker(coerceTypes: boolean): Ajv {
  // ajv-formats is CommonJS: under type stripping its plugin is the default export's default.
  const formats = addFormats as unknown as FormatsPlugin & { default?: FormatsPlugin }
  const ajv = new Ajv({ allErrors: true, coerceTypes, useDefaults: true, removeAdditional: false, strict: false })
  ;(formats.default ?? formats)(ajv, ['uuid', 'date', 'date-time'])
  return ajv
}

/** Ajv's faults in words a citizen understands, with the JSON pointer of each field. */
export function faultsOf(validation: Fault[]): FieldFault[] {
  const seen = new Map<string, FieldFault>()
  for (const fault of validation) {
    if (fault.keyword === 'if' || fault.keyword === 'anyOf' || fault.keyword === 'oneOf') {
      if (!seen.has(fault.instancePath))
        seen.set(fault.instancePath, { path: fault.instancePath, message: '内容不在可选范围内' })
      continue
    }
    const path = pathOf(fault)
    if (!seen.has(path)) seen.set(path, { path, message: messageOf(fault) })
    if (seen.size >= MAX_FAULTS) break
  }
  return [...seen.values()]
}

function pathOf({ instancePath, keyword, params }: Fault): string {
  if (keyword === 'required') return `${instancePath}/${String(params['missingProperty'])}`
  if (keyword === 'additionalProperties') return `${instancePath}/${String(params['additionalProperty']).slice(0, 60)}`
  return instancePath
}

function messageOf({ keyword, params }: Fault): string {
  const limit = String(params['limit'] ?? '')
  switch (keyword) {
    case 'required':
      return '请填写此项'
    case 'additionalProperties':
      return '这一项不在填写范围内'
    case 'type':
      return '填写的类型不正确'
    case 'minLength':
      return `至少 ${limit} 个字`
    case 'maxLength':
      return `最多 ${limit} 个字`
    case 'minimum':
      return `不能小于 ${limit}`
    case 'maximum':
      return `不能大于 ${limit}`
    case 'minItems':
      return `至少 ${limit} 项`
    case 'maxItems':
      return `最多 ${limit} 项`
    case 'uniqueItems':
      return '内容有重复'
    case 'const':
    case 'enum':
      return '内容不在可选范围内'
    default:
      return '格式不正确'
  }
}
