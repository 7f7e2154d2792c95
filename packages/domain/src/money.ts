declare const fenBrand: unique symbol
/** An amount in 分: a whole number, so that sums are exact. Money is never a fraction. */
export type Fen = number & { readonly [fenBrand]: true }

// The element 金额 is n..16,2 in GB/T 39046-2020: at most 14 digits of 元 and 2 of 分.
const yuanShape = /^(0|[1-9]\d{0,13})(?:\.(\d{1,2}))?$/

function isFen(value: number): value is Fen {
  return Number.isSafeInteger(value)
}

/** A whole number of 分 as money. Throws RangeError on fractions and beyond exact integers. */
export function fen(value: number): Fen {
  if (!isFen(value)) throw new RangeError(`not a whole number of fen: ${value}`)
  return value
}

/**
 * Reads 元 as people and files write them at the edge: "1234.50", "0.5", "20". No separators, signs or spaces.
 * Null when it is not an amount, or larger than can be held exactly (90 万亿元).
 */
export function parseYuan(text: string): Fen | null {
  const [, yuan, cents = ''] = yuanShape.exec(text) ?? []
  if (yuan === undefined) return null
  const value = Number(yuan + cents.padEnd(2, '0'))
  return isFen(value) ? value : null
}

/** 元 with two decimals and no separators: 123450 -> "1234.50". */
export function formatYuan(amount: Fen): string {
  const digits = String(Math.abs(amount)).padStart(3, '0')
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** The exact sum; none is 0. Throws RangeError when it can no longer be held exactly. */
export function addFen(...amounts: Fen[]): Fen {
  return amounts.reduce((total, amount) => fen(total + amount), fen(0))
}
