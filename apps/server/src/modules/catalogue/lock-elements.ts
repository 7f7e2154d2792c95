import type { Guide } from '@zhengtong/contract/guide'
import type { BaseRow } from './store.ts'

/** What an agency adds to the guides of its items. */
export interface AgencyElements {
  code: string
  name: string
  regionCode: string
  level: string
  address: string
  hours: string
  phone: string
  supervisePhone: string
  windows: Guide['windows']
}

/**
 * Puts the locked elements (四级四同: 基本编码, 名称, 类型, 设定依据) and those of the agency into a guide, whatever was sent.
 * The codes stay those of the item.
 */
export function lockElements(
  guide: Guide,
  base: Pick<BaseRow, 'name' | 'type' | 'byLaw'>,
  identity: Partial<Pick<Guide, 'catalogCode' | 'taskCode' | 'localTaskCode' | 'localCatalogCode'>> &
    Pick<Guide, 'regionCode' | 'deptName' | 'useLevel'>,
): Guide {
  const { catalogCode: _c, taskCode: _t, localTaskCode: _l, localCatalogCode: _b, ...rest } = guide
  return { ...rest, taskName: base.name, taskType: base.type, byLaw: base.byLaw, ...identity }
}

/** A guide to begin with: what every agency has to say, said as little as possible. */
export function blankGuide(agency: AgencyElements): Omit<Guide, 'taskName' | 'taskType' | 'byLaw'> {
  return {
    useLevel: [],
    regionCode: agency.regionCode,
    deptName: agency.name,
    deptCode: agency.code,
    deptType: '1',
    otherDept: [],
    specialProcedure: [],
    flow: 'standard',
    handleFlow: ['受理', '审查', '决定', '办结', '送达'].map((step) => ({ step, detail: '' })),
    handleType: ['1', '3'],
    isOnline: true,
    isSingleLogin: true,
    appIsSingleLogin: true,
    isSchedule: false,
    isPayOnline: false,
    isExpress: false,
    isServiceTerminals: false,
    isEntryCenter: true,
    transactAddr: agency.address,
    transactTime: agency.hours,
    linkWay: agency.phone,
    superviseWay: agency.supervisePhone,
    serverType: ['1'],
    userTopicType: [],
    corpTopicType: [],
    characterTopic: [],
    isFee: false,
    fees: [],
    materials: [],
    questions: [],
    windows: agency.windows,
    aliases: [],
    identityLevel: 'L2',
    form: {
      type: 'object',
      additionalProperties: false,
      required: ['applicantName', 'idNumber', 'phone'],
      properties: {
        applicantName: {
          type: 'string',
          title: '申请人姓名',
          minLength: 2,
          maxLength: 50,
          'x-ui': { prefill: 'applicant.name' },
        },
        idNumber: {
          type: 'string',
          title: '身份证号',
          format: 'citizen-id',
          'x-ui': { prefill: 'applicant.idNumber', sensitive: 'sensitive' },
        },
        phone: { type: 'string', title: '联系电话', format: 'mobile', 'x-ui': { prefill: 'applicant.phone' } },
      },
      'x-steps': [{ title: '申请人', fields: ['applicantName', 'idNumber', 'phone'] }],
    },
    isDemo: false,
  }
}
