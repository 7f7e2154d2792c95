import { completeOrgCode } from '@zhengtong/domain/org-code'
import { fixedPeople } from '../population/fixed.ts'

export const companyStatuses = ['active', 'cancelled', 'revoked'] as const

/** A company as the registry keeps it (市场主体登记). */
export interface Company {
  /** Unified social credit code, region prefix 77. */
  code: string
  name: string
  type: string
  status: (typeof companyStatuses)[number]
  representative: { name: string; idNumber: string }
}

const [zhang, li, wang] = fixedPeople

function company(
  first16: string,
  name: string,
  representative: (typeof fixedPeople)[number] | undefined,
  status: Company['status'] = 'active',
  type = '有限责任公司',
): Company {
  if (!representative) throw new Error(`${name} has no representative`)
  const { name: person, idNumber } = representative
  return { code: completeOrgCode(first16), name, type, status, representative: { name: person, idNumber } }
}

/** Companies a newcomer may register, all made up. */
export const demoCompanies: readonly Company[] = [
  company('91770101MA000000', '云岭食品有限公司', zhang),
  company('91770101MA000001', '云岭小满餐饮店', zhang, 'active', '个人独资企业'),
  company('91770101MA000002', '云岭广告传媒有限公司', li),
  company('91770101MA000003', '云岭旧货贸易有限公司', zhang, 'cancelled'),
  company('91770101MA000004', '云岭运输有限公司', wang, 'revoked'),
]

export type Registry = ReturnType<typeof createRegistry>

/** The companies that exist: the demo ones and those put in or changed at run time. */
export function createRegistry() {
  const stored = new Map(demoCompanies.map((each) => [each.code, each]))
  return {
    find: (code: string): Company | undefined => stored.get(code),
    put(changed: Company): void {
      stored.set(changed.code, changed)
    },
    list: (): Company[] => [...stored.values()],
  }
}
