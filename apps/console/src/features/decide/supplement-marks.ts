import type { Mark } from '@zhengtong/contract/marks'
import type { StaffCase } from '@zhengtong/contract/staff-cases'
import { markInWords } from '@zhengtong/domain/marks'
import { BEYOND, noRequest, type RequestDraft } from './drafts.ts'

type Materials = Pick<StaffCase['materials'][number], 'materialId' | 'name'>[]
type Placed = Pick<Mark, 'id' | 'materialId' | 'where' | 'note'>

/** Materials that an earlier notice asked for beyond the guide have ids of their own. */
const isBeyond = (materialId: string) => materialId.startsWith('+')
const fits = ({ materialId, name }: RequestDraft, mark: Placed, materials: Materials) =>
  isBeyond(mark.materialId) ? materialId === BEYOND && name === nameOf(mark, materials) : materialId === mark.materialId
const nameOf = (mark: Placed, materials: Materials) =>
  materials.find(({ materialId }) => materialId === mark.materialId)?.name ?? ''

/**
 * The requests with each mark in that of its material: a line of its words that the officer may reword. What was deleted, left
 * out, changed or moved to another material takes its line along; what the officer typed himself stays.
 */
export function withMarks(
  requests: readonly RequestDraft[],
  marks: readonly Placed[],
  left: readonly string[],
  materials: Materials,
): RequestDraft[] {
  const wanted = marks.filter(({ id }) => !left.includes(id))
  const kept = requests.map((request) => {
    const stays = request.marks.filter((taken) =>
      wanted.some((mark) => mark.id === taken.id && markInWords(mark) === taken.line && fits(request, mark, materials)),
    )
    const gone = request.marks.filter((taken) => !stays.includes(taken))
    return gone.length === 0 ? request : { ...request, what: without(request.what, gone), marks: stays }
  })
  const result = kept.filter((request, index) => requests[index] === request || !isEmpty(request))
  for (const mark of wanted) {
    if (result.some((request) => request.marks.some(({ id }) => id === mark.id))) continue
    const at = result.findIndex((request) => fits(request, mark, materials))
    const free = result.findIndex((request) => request.materialId === '' && isEmpty(request))
    const index = at >= 0 ? at : free >= 0 ? free : result.length
    result[index] = added(result[index] ?? noRequest(), mark, materials)
  }
  return result.length ? result : [noRequest()]
}

const isEmpty = ({ what, reason, marks }: RequestDraft) => what.trim() === '' && reason === '' && marks.length === 0

function added(request: RequestDraft, mark: Placed, materials: Materials): RequestDraft {
  const line = markInWords(mark)
  return {
    ...request,
    ...(isBeyond(mark.materialId)
      ? { materialId: BEYOND, name: nameOf(mark, materials) }
      : { materialId: mark.materialId }),
    what: request.what.trim() ? `${request.what.trimEnd()}\n${line}` : line,
    marks: [...request.marks, { id: mark.id, line }],
  }
}

function without(what: string, gone: { line: string }[]): string {
  const lines = new Set(gone.map(({ line }) => line))
  return what
    .split('\n')
    .filter((line) => !lines.has(line))
    .join('\n')
}
