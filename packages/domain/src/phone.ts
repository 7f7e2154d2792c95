/**
 * True for a mainland mobile number: 11 digits from 13 to 19 (numbering plan of the Ministry of Industry and
 * Information Technology). 13-digit numbers of things are refused; the operator is never inferred, numbers are portable.
 */
export function isMobile(text: string): boolean {
  return /^1[3-9]\d{9}$/.test(text)
}

/** Half-width digits without spaces, hyphens and the country code, as people paste them. */
export function normaliseMobile(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s-]/g, '')
    .replace(/^(?:\+86|0086)/, '')
}
