import type { FormContext } from './form-formats.ts'
import type { FieldSchema } from './form-schema.ts'
import { type FormValue, pruneHidden, requiredFields, validateForm } from './form-rules.ts'
import { pruneOff, situate, type SituatedGuide } from './situations.ts'

/** What a newer guide means for somebody who has begun under an older one; `path` leads to the field or material, if it is there. */
export interface DraftChange {
  kind: 'gone' | 'new' | 'invalid' | 'changed'
  path: string
  message: string
}
type Material = { id: string; materialName: string; isNeed: '1' | '2' }
type Guide = SituatedGuide<Material>

/**
 * Compares the guide that a draft was begun under with the one in force, for what he has filled in: fields and materials
 * that went, that are asked for now, and answers that do not fit any more. Answers nobody gave are not called invalid.
 */
export function draftChanges(
  old: Guide,
  now: Guide,
  { answers, materialIds }: { answers: FormValue; materialIds: readonly string[] },
  context: FormContext,
): DraftChange[] {
  const here = situate(now, answers)
  const before = situate(old, answers)
  const known = Object.fromEntries(Object.entries(answers).filter(([name]) => Object.hasOwn(now.form.properties, name)))
  const form = pruneHidden(here.form, pruneOff(known, here.off))
  const faults = validateForm(here.form, form, context).filter(({ code }) => code !== 'required')
  const invalid = new Set(faults.map(({ path }) => path.split('/')[1] ?? ''))
  const must = requiredFields(here.form, form)
  return [
    ...Object.entries(old.form.properties).flatMap(([name, field]) =>
      Object.hasOwn(now.form.properties, name) || answers[name] === undefined
        ? []
        : [{ kind: 'gone' as const, path: '', message: `不再需要填写“${field.title}”` }],
    ),
    ...Object.entries(here.form.properties).flatMap(([name, field]) =>
      fieldChange(name, {
        was: old.form.properties[name],
        is: field,
        must: must.has(name),
        invalid: invalid.has(name),
      }),
    ),
    ...faults.map(({ path, message }) => ({
      kind: 'invalid' as const,
      path: `/form${path}`,
      message: `原来的填写不符合新要求：${message}`,
    })),
    ...materialChanges(before.materials, here.materials, materialIds),
  ]
}

function fieldChange(
  name: string,
  { was, is, must, invalid }: { was: FieldSchema | undefined; is: FieldSchema; must: boolean; invalid: boolean },
): DraftChange[] {
  const path = `/form/${name}`
  if (!was && is['x-ui']?.prefill) return []
  if (!was) return [{ kind: 'new', path, message: `新增“${is.title}”，${must ? '必须填写' : '可以不填'}` }]
  if (invalid || is['x-ui']?.prefill) return []
  if (was.title !== is.title) return [{ kind: 'changed', path, message: `“${was.title}”改为“${is.title}”，请核对` }]
  const asked = (field: FieldSchema) => JSON.stringify({ ...field, 'x-ui': undefined })
  return asked(was) === asked(is)
    ? []
    : [{ kind: 'changed', path, message: `“${is.title}”的填写要求有变化，您填的仍然有效` }]
}

function materialChanges(old: readonly Material[], now: readonly Material[], given: readonly string[]): DraftChange[] {
  const gone = old
    .filter(({ id }) => !now.some((each) => each.id === id))
    .map(({ id, materialName }) => ({
      kind: 'gone' as const,
      path: '',
      message: `不再需要材料“${materialName}”${given.includes(id) ? '，您上传的文件不会提交' : ''}`,
    }))
  const others = now.flatMap((material): DraftChange[] => {
    const path = `/materials/${material.id}`
    const same = old.find(({ id }) => id === material.id)
    if (!same)
      return [
        {
          kind: 'new',
          path,
          message: `新增材料“${material.materialName}”${material.isNeed === '1' ? '，必须提交' : ''}`,
        },
      ]
    if (asked(same) === asked(material)) return []
    const words =
      same.isNeed !== material.isNeed
        ? material.isNeed === '1'
          ? '改为必须提交'
          : '改为可以不交'
        : '的要求有变化，请核对'
    return [{ kind: 'changed', path, message: `材料“${material.materialName}”${words}` }]
  })
  return [...gone, ...others]
}

/** What a material asks for, as text: in whatever order its elements and the materials lie. */
const asked = (material: Material): string =>
  JSON.stringify(
    Object.entries(material)
      .filter(([key, value]) => key !== 'orderNum' && value !== '')
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
