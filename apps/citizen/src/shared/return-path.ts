import type { RouteLocationNormalizedLoaded } from 'vue-router'

/** A path of this site; browsers read a backslash as a slash and leave tabs and line ends out. */
const ownPath = /^\/(?![/\\])[^\\\p{Cc}]*$/u

/** Where to go afterwards: the page that asked for it, only within this site. */
export function returnPath({ query }: Pick<RouteLocationNormalizedLoaded, 'query'>, name: 'to' | 'return' = 'to') {
  const to = query[name]
  return typeof to === 'string' && ownPath.test(to) ? to : '/'
}
