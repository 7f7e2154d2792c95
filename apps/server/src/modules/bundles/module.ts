import type { SealedColumn } from '../../platform/crypto/index.ts'
import type { Services } from '../../platform/services.ts'
import { advanceBundle } from './advance.ts'
import { startChild } from './start-child.ts'

export { routes } from './routes.ts'
export const name = 'bundles'
export const subscriptions = {
  'case.granted': advanceBundle,
  'case.denied': advanceBundle,
  'case.refused': advanceBundle,
  'case.withdrawn': advanceBundle,
  'case.lapsed': advanceBundle,
  'case.terminated': advanceBundle,
  'case.revoked': advanceBundle,
}
export const jobs = {
  'bundles:start-child': ({ bundleId, key }: Record<string, unknown>, services: Services) =>
    startChild(services, { bundleId: String(bundleId), key: String(key) }),
}
export const sealed: SealedColumn[] = [
  { table: 'bundles.application', column: 'form', key: 'id', purpose: 'cases', json: true },
]
