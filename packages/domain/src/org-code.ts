/**
 * Unified social credit codes (统一社会信用代码, GB 32100-2015): 1 registering department + 1 class + 6 region +
 * 9 organisation code (GB 11714-1997, own check character) + check character. Upper case only.
 */
export type OrgCode = { code: string; department: string; orgClass: string; region: string; organisation: string }
export type OrgCodeFault = 'format' | 'checksum'

// GB 32100 leaves out I, O, S, V, Z: values are positions in this set, not letters' distances (X = 29, Y = 30).
const charset = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const innerWeights = [3, 7, 9, 10, 5, 8, 4, 2]
const shape = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/

const weigh = (text: string, factors: number[], valueOf: (char: string) => number) =>
  factors.reduce((total, weight, index) => total + weight * valueOf(text.charAt(index)), 0)

/** The 18th character of a code's first 17. Throws RangeError on characters outside the set. */
export function orgCheckChar(first17: string): string {
  if (!/^[0-9A-HJ-NPQRTUWXY]{17}$/.test(first17)) throw new RangeError('17 characters of GB 32100 expected')
  const rest = weigh(first17, weights, (char) => charset.indexOf(char)) % 31
  // Rest 0 gives 31, which the standard writes as 0.
  return charset.charAt((31 - rest) % 31)
}

/** The 9th character of an organisation code's first 8 (GB 11714): 10 is written X, 11 is written 0. */
export function organisationCheckChar(first8: string): string {
  if (!/^[0-9A-Z]{8}$/.test(first8)) throw new RangeError('8 characters of GB 11714 expected')
  const check = 11 - (weigh(first8, innerWeights, (char) => Number.parseInt(char, 36)) % 11)
  return check === 10 ? 'X' : check === 11 ? '0' : String(check)
}

/** Completes department + class + region + 8 characters of organisation code with both check characters. */
export function completeOrgCode(first16: string): string {
  const first17 = first16 + organisationCheckChar(first16.slice(8))
  return first17 + orgCheckChar(first17)
}

/** Reads a code; lower case is a format fault, both check characters must be right. */
export function parseOrgCode(code: string): { ok: true; value: OrgCode } | { ok: false; reason: OrgCodeFault } {
  if (!shape.test(code)) return { ok: false, reason: 'format' }
  const organisation = code.slice(8, 17)
  if (organisationCheckChar(organisation.slice(0, 8)) !== organisation[8]) return { ok: false, reason: 'checksum' }
  if (orgCheckChar(code.slice(0, 17)) !== code[17]) return { ok: false, reason: 'checksum' }
  return {
    ok: true,
    value: { code, department: code.charAt(0), orgClass: code.charAt(1), region: code.slice(2, 8), organisation },
  }
}

/** True for a well-formed code with right check characters. */
export function isOrgCode(code: string): boolean {
  return parseOrgCode(code).ok
}
