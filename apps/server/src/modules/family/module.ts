import type { SealedColumn } from '../../platform/crypto/index.ts'

export { routes } from './routes.ts'
export const name = 'family'
export const sealed: SealedColumn[] = [
  { table: 'family.ward', column: 'id_number_sealed', key: 'id', purpose: 'family' },
]
