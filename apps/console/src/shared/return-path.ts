import type { RouteLocationNormalizedLoaded } from 'vue-router'

/** A path of this site; browsers read a backslash as a slash and leave tabs and line ends out. */
const ownPath = /^\/(?![/\\])[^\\\p{Cc}]*$/u

/** Where to go after signing in: the page that asked for it, only within the console. */
export function returnPath({ query }: Pick<RouteLocationNormalizedLoaded, 'query'>) {
  const to = query.to
  return typeof to === 'string' && ownPath.test(to) ? to : '/'
}
