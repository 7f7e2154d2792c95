import { nextTick } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import HomePage from './features/home/HomePage.vue'
import { currentMe } from './shared/session.ts'

declare module 'vue-router' {
  interface RouteMeta {
    title?: string
    /** Only for a signed-in person; guests sign in first and come back. */
    signedIn?: boolean
    /** A task page: no tabs, the primary button owns the bottom edge. */
    task?: boolean
  }
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/', component: HomePage, meta: { title: '首页' } },
    { path: '/services', component: () => import('./features/catalogue/ServicesPage.vue'), meta: { title: '办事' } },
    { path: '/search', component: () => import('./features/catalogue/SearchPage.vue'), meta: { title: '搜索' } },
    { path: '/:rest(.*)', component: () => import('./shared/LostPage.vue'), meta: { title: '没有这个页面', task: true } },
  ],
})

router.beforeEach(async (to) => {
  if (!to.meta.signedIn) return true
  // When the network is down the page itself says so.
  const me = await currentMe().catch(() => undefined)
  return me === null ? { path: '/login', query: { to: to.fullPath } } : true
})

router.afterEach(async (to, from) => {
  document.title = `${to.meta.title ?? '政务服务'} · 政通`
  if (to.path === from.path || from.matched.length === 0) return
  await nextTick()
  document.getElementById('main')?.focus({ preventScroll: true })
})
