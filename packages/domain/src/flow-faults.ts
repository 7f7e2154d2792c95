import type { CaseStatus } from './flow.ts'
import { flows, newestFlow } from './flows.ts'

/** Special procedures that the law itself names (行政许可法 art. 45); any other needs the provision that allows it. */
export const lawfulSpecials = ['听证', '招标', '拍卖', '检验', '检测', '检疫', '鉴定', '专家评审'] as const

/** The parts of a guide that say how cases go. */
export interface FlowingGuide {
  flow?: string | undefined
  deptCode?: string | undefined
  handleFlow: readonly { step: string; status?: string | undefined }[]
  specialProcedure: readonly { name: string; basis?: string | undefined }[]
  jointAgencies?: readonly { code: string; name: string }[] | undefined
}
type Fault = { path: string; message: string }

/**
 * Where steps, special procedures and joint agencies do not fit the chosen flow, as the guide's editor reads it; `path` is a
 * JSON Pointer into the guide.
 */
export function flowFaults({ flow: code = 'standard', ...guide }: FlowingGuide): Fault[] {
  if (!flows.some((each) => each.code === code)) return [{ path: '/flow', message: '没有这种办理程序' }]
  const { name, states, transitions } = newestFlow(code)
  const { handleFlow, specialProcedure } = guide
  const faults: (Fault | false)[] = [
    ...handleFlow.map(({ step, status }, index) => {
      const path = `/handleFlow/${index}/status`
      if (!status) return false
      if (!states[status as CaseStatus]) return { path, message: `“${name}”没有“${step}”对应的办理环节` }
      const isTwice = handleFlow.findIndex((other) => other.status === status) < index
      return isTwice && { path, message: `“${step}”和前面的步骤对应同一个环节，只能有一个单独计时` }
    }),
    specialProcedure.length > 0 &&
      !states.suspended && { path: '/specialProcedure', message: `“${name}”没有特别程序，请删去或者换一种程序` },
    ...specialProcedure.map(
      ({ name: kind, basis }, index) =>
        kind !== '' &&
        !lawfulSpecials.some((each) => each === kind) &&
        !basis?.trim() && {
          path: `/specialProcedure/${index}/basis`,
          message: `法律没有直接列出“${kind}”，请写明允许它的规定`,
        },
    ),
    ...twice(specialProcedure.map(({ name: kind }) => kind)).map((index) => ({
      path: `/specialProcedure/${index}/name`,
      message: '这种特别程序已经列过',
    })),
    ...jointFaults(
      guide,
      name,
      transitions.some(({ action }) => action === 'ask-opinions'),
    ),
  ]
  return faults.filter((fault) => fault !== false)
}

function jointFaults({ deptCode, jointAgencies = [] }: Omit<FlowingGuide, 'flow'>, name: string, isJoint: boolean) {
  return [
    jointAgencies.length > 0 &&
      !isJoint && {
        path: '/jointAgencies',
        message: `“${name}”不征求会办意见，请删去会办部门或者换成联合审查程序`,
      },
    ...jointAgencies.map(
      ({ code }, index) =>
        code === deptCode && { path: `/jointAgencies/${index}/name`, message: '会办部门不能是实施机构自己' },
    ),
    ...twice(jointAgencies.map(({ code }) => code)).map((index) => ({
      path: `/jointAgencies/${index}/name`,
      message: '这个会办部门已经列过',
    })),
  ]
}

/** Which places repeat an earlier one. */
const twice = (values: readonly string[]) =>
  values.flatMap((value, index) => (value !== '' && values.indexOf(value) < index ? [index] : []))
