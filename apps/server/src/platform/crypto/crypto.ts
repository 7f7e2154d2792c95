import { createHmac, createSecretKey, hkdfSync } from 'node:crypto'
import { sealerOf, type Sealer } from './sealing.ts'

/** What data keys are for: one key in use a purpose. */
export const purposes = ['identity', 'access', 'messages', 'cases', 'audit', 'family', 'personal'] as const
export type Purpose = (typeof purposes)[number]

/** An unwrapped data key. */
export interface DataKey {
  id: string
  purpose: Purpose
  secret: Buffer
  retired: boolean
}

/** The keyed operations of one installation; synchronous, with the data keys that were loaded. */
export interface Crypto {
  /** Keyed digest (HMAC-SM3, hex) of a normalised value: exact search and uniqueness without the plaintext. */
  blindIndex(kind: 'id-number' | 'phone' | 'address' | 'code', value: string): string
  /** Encrypts a text under the purpose's data key; the key's id leads the result. */
  seal(purpose: Purpose, text: string): string
  /** Opens what `seal` made, under whichever key; throws when a byte was changed. */
  open(sealed: string): string
  /** Takes over the data keys of this moment. */
  useKeys(keys: DataKey[]): void
  /** Id of the key that values of this purpose are sealed under now. */
  keyInUse(purpose: Purpose): string
  /** Ids of the keys it knows. */
  readonly keyIds: ReadonlySet<string>
  /** Called when a value names a key that is not loaded: another process has made a new one. */
  onUnknownKey: () => void
}

/** Values from before there were data keys: sealed under a key derived from the secret key itself. They only open. */
const FIRST_KEY_ID = 'k1'

export function createCrypto(secretKey: string): Crypto {
  const index = createSecretKey(Buffer.from(hkdfSync('sha256', secretKey, 'zhengtong', 'blind-index', 32)))
  const first = sealerOf(FIRST_KEY_ID, secretKey)
  let byId = new Map<string, Sealer>([[FIRST_KEY_ID, first]])
  let inUse = new Map<Purpose, string>()

  const crypto: Crypto = {
    blindIndex: (kind, value) => createHmac('sm3', index).update(`${kind}:${value}`).digest('hex'),
    seal(purpose, text) {
      const id = crypto.keyInUse(purpose)
      const sealer = byId.get(id)
      if (!sealer) throw new Error(`the data key ${id} is not loaded`)
      return `${id}.${sealer.seal(Buffer.from(text))}`
    },
    open(sealed) {
      const [keyId = '', encoded = ''] = sealed.split('.')
      const sealer = byId.get(keyId)
      if (sealer) return sealer.open(encoded).toString('utf8')
      crypto.onUnknownKey()
      throw new Error('sealed value is damaged, or its key is not loaded yet')
    },
    useKeys(keys) {
      byId = new Map([[FIRST_KEY_ID, first]])
      inUse = new Map()
      for (const { id, purpose, secret, retired } of keys) {
        byId.set(id, sealerOf(id, secret))
        if (!retired) inUse.set(purpose, id)
      }
    },
    keyInUse(purpose) {
      const id = inUse.get(purpose)
      if (!id) throw new Error(`the data key for ${purpose} is not loaded`)
      return id
    },
    get keyIds() {
      return new Set(byId.keys())
    },
    onUnknownKey: () => undefined,
  }
  return crypto
}
