import type { RouteLocationNormalizedLoaded } from 'vue-router'

/** Where to go after signing in: the page that asked for it, only within the console. */
export function returnPath({ query }: RouteLocationNormalizedLoaded) {
  const to = query.to
  return typeof to === 'string' && /^\/(?!\/)/.test(to) ? to : '/'
}
