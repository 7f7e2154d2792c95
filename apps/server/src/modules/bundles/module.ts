import type { SealedColumn } from '../../platform/crypto/index.ts'
import type { Event } from '../../platform/events.ts'
import type { Services } from '../../platform/services.ts'
import { advanceBundle } from './advance.ts'
import { startChild } from './start-child.ts'

export { routes } from './routes.ts'
export const name = 'bundles'
const advance = { only: ({ subject }: Event) => subject['bundleId'] !== undefined, handle: advanceBundle }
export const subscriptions = {
  'case.granted': advance,
  'case.denied': advance,
  'case.refused': advance,
  'case.withdrawn': advance,
  'case.lapsed': advance,
  'case.terminated': advance,
  'case.revoked': advance,
}
export const jobs = {
  'bundles:start-child': ({ bundleId, key }: Record<string, unknown>, services: Services) =>
    startChild(services, { bundleId: String(bundleId), key: String(key) }),
}
export const sealed: SealedColumn[] = [
  { table: 'bundles.application', column: 'form', key: 'id', purpose: 'cases', json: true },
]
