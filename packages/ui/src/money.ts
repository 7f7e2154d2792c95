import { fen, formatYuan, parseYuan } from '@zhengtong/domain/money'

/** 分 as people read it: 8050 -> "80.50 元". */
export const yuanInWords = (amount: number): string => `${formatYuan(fen(amount))} 元`

/** 元 as it stands in a field: 8050 -> "80.50". */
export const yuanOf = (amount: number): string => formatYuan(fen(amount))

/** 元 as typed, in 分; null when it is no amount. */
export const fenOf = (typed: string): number | null => parseYuan(typed.trim())
