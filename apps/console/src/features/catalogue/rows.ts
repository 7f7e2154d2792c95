type Row = Record<string, unknown>

/** What a new row of each list begins with. */
export function newRow(key: string, rows: readonly Row[]): Row {
  const orderNum = rows.length + 1
  switch (key) {
    case 'materials': {
      const used = new Set(rows.map((row) => row['id']))
      let serial = orderNum
      while (used.has(`material-${serial}`)) serial += 1
      return {
        id: `material-${serial}`,
        materialName: '',
        materialType: '3',
        materialFormat: '3',
        isNeed: '1',
        allowLater: false,
        originalNum: 1,
        copyNum: 0,
        sourceType: 'self',
        obtainMode: 'UPLOAD',
        reuseAllowed: false,
        orderNum,
      }
    }
    case 'fees':
      return { feeName: '', feeStand: '', byLaw: '', isDesc: false, orderNum }
    case 'questions':
      return { question: '', answer: '', orderNum }
    case 'windows':
      return { name: '', address: '', hours: '', phone: '' }
    case 'handleFlow':
      return { step: '', detail: '' }
    default:
      return { name: '' }
  }
}

/** Numbers the rows again by where they stand. */
export const renumbered = (rows: readonly Row[]): Row[] =>
  rows.map((row, index) => ('orderNum' in row ? { ...row, orderNum: index + 1 } : row))

/** The rows with one moved up or down. */
export function moved<T>(rows: readonly T[], index: number, by: -1 | 1): T[] {
  const [from, to] = [rows[index], rows[index + by]]
  if (from === undefined || to === undefined) return [...rows]
  return rows.map((row, place) => (place === index ? to : place === index + by ? from : row))
}
