import type { SealedColumn } from '../../platform/crypto/index.ts'
export { routes } from './routes.ts'
export const name = 'cases'
export const sealed: SealedColumn[] = [
  { table: 'cases."case"', column: 'form', key: 'id', purpose: 'cases', json: true },
  { table: 'cases.draft', column: 'form', key: 'citizen_id, id', purpose: 'cases', json: true },
  { table: 'cases.unmasking', column: 'reason_sealed', key: 'id', purpose: 'cases' },
]
