import type { Tx } from '../../platform/db.ts'

interface UnmaskingTable {
  id: string
  caseId: string
  staffId: string
  field: string
  reasonSealed: string
  at: string
}
declare module '../../platform/db.ts' {
  interface Schema {
    'cases.unmasking': UnmaskingTable
  }
}

export function insertUnmasking(tx: Tx, row: UnmaskingTable) {
  return tx.insertInto('cases.unmasking').values(row).execute()
}
