/**
 * Electronic licence identifiers (电子证照标识, GB/T 36904-2018):
 * `1.2.156.3005.2.<type 21>.<issuer>.<serial>.<version 3>.<check>`, upper case only.
 */
export type LicenceId = {
  /** credit code of the authority that defines the type + 3-character serial */
  certType: string
  /** credit code of the issuer, or a region code in older licences */
  issuer: string
  serial: string
  version: number
  check: string
}
export type LicenceIdFault = 'format' | 'checksum'

const root = '1.2.156.3005.2'
const shape = /^1\.2\.156\.3005\.2\.([0-9A-Z]{21})\.([0-9A-Z]{6,18})\.([0-9A-Z]{1,32})\.(\d{3})\.([0-9A-Z])$/

/**
 * ISO 7064 MOD 37,36 over letters and digits (0-9 = 0-9, A-Z = 10-35). The identifier's own check runs over type, issuer,
 * serial and version without dots and without the root. Throws RangeError on other characters.
 */
export function licenceCheckChar(text: string): string {
  if (!/^[0-9A-Z]+$/.test(text)) throw new RangeError('upper-case letters and digits expected')
  let product = 36
  for (const char of text) {
    const sum = (product + Number.parseInt(char, 36)) % 36 || 36
    product = (sum * 2) % 37
  }
  return ((37 - product) % 36).toString(36).toUpperCase()
}

/** Writes an identifier. Throws RangeError when a part does not fit; versions run from 1 to 999. */
export function licenceIdOf(parts: Omit<LicenceId, 'check'>): string {
  const fields = [parts.certType, parts.issuer, parts.serial, String(parts.version).padStart(3, '0')]
  const id = [root, ...fields, licenceCheckChar(fields.join(''))].join('.')
  if (!shape.test(id) || parts.version < 1) throw new RangeError('not parts of a licence identifier')
  return id
}

/** Reads an identifier; versions start at 001. */
export function parseLicenceId(text: string): { ok: true; value: LicenceId } | { ok: false; reason: LicenceIdFault } {
  const [, certType, issuer, serial, version, check] = shape.exec(text) ?? []
  if (!certType || !issuer || !serial || !version || !check || version === '000') return { ok: false, reason: 'format' }
  if (licenceCheckChar(certType + issuer + serial + version) !== check) return { ok: false, reason: 'checksum' }
  return { ok: true, value: { certType, issuer, serial, version: Number(version), check } }
}

/** The identifier of the next issue of a licence: version + 1 and its check. Throws RangeError on a bad one or past 999. */
export function nextVersion(id: string): string {
  const parsed = parseLicenceId(id)
  if (!parsed.ok) throw new RangeError(`not a licence identifier: ${parsed.reason}`)
  return licenceIdOf({ ...parsed.value, version: parsed.value.version + 1 })
}
