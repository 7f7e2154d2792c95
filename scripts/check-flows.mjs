// Checks every procedure that the platform ships: no case may be stranded in one, none may break the law. Prints one line a
// flow and what is wrong with it.
import { checkFlow } from '../packages/domain/src/flow-check.ts'
import { flows } from '../packages/domain/src/flows.ts'

let failed = 0
for (const flow of flows) {
  const faults = checkFlow(flow)
  if (faults.length) failed += 1
  console.log(
    `${faults.length ? 'FAIL' : 'ok  '} ${flow.code} v${flow.version} ${flow.name}：${Object.keys(flow.states).length} states, ${flow.transitions.length} transitions`,
  )
  for (const { rule, state, message } of faults) console.log(`     ${rule} @ ${state}: ${message}`)
}
process.exit(failed || flows.length === 0 ? 1 : 0)
