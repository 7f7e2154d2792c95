import type { ChangeState } from '@zhengtong/contract/catalogue-words'

export const stateTones: Record<ChangeState, string> = {
  draft: '',
  agency: 'warn',
  legal: 'warn',
  office: 'warn',
  approved: 'brand',
  published: 'ok',
  returned: 'bad',
  withdrawn: '',
}
export const itemTones = { 'in-force': 'ok', suspended: 'warn', cancelled: '' } as const
