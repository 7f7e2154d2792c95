import type { RouteLocationNormalizedLoaded } from 'vue-router'

/** Where to go afterwards: the page that asked for it, only within this site. */
export function returnPath({ query }: RouteLocationNormalizedLoaded, name: 'to' | 'return' = 'to') {
  const to = query[name]
  return typeof to === 'string' && /^\/(?!\/)/.test(to) ? to : '/'
}
