import type { Guide } from '@zhengtong/contract/guide'
import { itemTypes } from '@zhengtong/domain/item-code'

/** The code of a type's name (GB/T 39046-2020 annex A.1); what has none is 其他类别. */
export function typeCodeOf(name: string): string {
  const known = Object.entries(itemTypes).find(([, type]) => type.name === name)
  return known?.[0] ?? '10'
}

/** A guide that tells what is known of an item and nothing more. */
export function informing({
  name,
  region: regionCode,
  dept,
  type,
}: {
  name: string
  region: string
  dept: string
  type: string
}): Guide {
  return {
    taskName: name,
    taskType: type,
    regionCode,
    deptName: dept,
    byLaw: [],
    useLevel: [],
    otherDept: [],
    specialProcedure: [],
    handleFlow: [],
    handleType: [],
    isOnline: false,
    isSingleLogin: false,
    appIsSingleLogin: false,
    isSchedule: false,
    isPayOnline: false,
    isExpress: false,
    isServiceTerminals: false,
    isEntryCenter: false,
    serverType: [],
    userTopicType: [],
    corpTopicType: [],
    characterTopic: [],
    isFee: false,
    fees: [],
    materials: [],
    questions: [],
    windows: [],
    aliases: [],
    identityLevel: 'L1',
    form: { type: 'object', properties: {}, required: [], additionalProperties: false },
    isDemo: false,
  }
}
