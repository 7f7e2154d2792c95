import { flowFaults, type FlowingGuide } from './flow-faults.ts'
import { checkFormSchema } from './form-rules.ts'
import { blankFaults } from './guide-elements.ts'
import { type PublishableGuide, publishFaults } from './publish-rules.ts'
import { type SituatedGuide, situationFaults } from './situations.ts'

export type CheckedGuide = PublishableGuide &
  FlowingGuide &
  SituatedGuide<PublishableGuide['materials'][number] & { id: string }>

/**
 * Everything that keeps a guide from being published, as its editor reads it: the 13 rules, the flow's, the form's own, situations
 * and empty cells. The same function runs in the editor as one types and on the server. `path` is a JSON Pointer into the guide.
 */
export function guideFaults(guide: CheckedGuide): { path: string; message: string }[] {
  return [
    ...publishFaults(guide).map(({ rule, path, message }) => ({ path, message: `${message}（${rule}）` })),
    ...flowFaults(guide),
    ...checkFormSchema(guide.form).map(({ path, message }) => ({ path: `/form${path}`, message })),
    ...situationFaults(guide),
    ...blankFaults({ ...guide }),
  ]
}
