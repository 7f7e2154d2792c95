import { createRouter, createWebHistory } from 'vue-router'
import ConsoleLayout from './shared/ConsoleLayout.vue'
import { currentStaff } from './shared/session.ts'

export const router = createRouter({
  history: createWebHistory('/console/'),
  routes: [
    { path: '/login', component: () => import('./features/session/SignInPage.vue'), meta: { open: true, title: '登录' } },
    {
      path: '/',
      component: ConsoleLayout,
      children: [
        { path: '', redirect: '/queue/to-accept' },
        { path: 'queue/:queue(to-accept|to-review|to-decide|correction|done)', component: () => import('./features/queue/QueuePage.vue'), meta: { title: '办件' } },
        { path: 'cases/:id', component: () => import('./features/cases/CasePage.vue'), meta: { title: '办件详情' } },
        { path: 'operations/dead-jobs', component: () => import('./features/operations/DeadJobsPage.vue'), meta: { title: '失败任务' } },
        { path: ':rest(.*)*', component: () => import('./shared/LostPage.vue'), meta: { title: '没有这个页面' } },
      ],
    },
  ],
})

// A page that needs a signed-in officer sends everybody else to sign in, and back afterwards.
router.beforeEach(async (to) => {
  if (to.meta['open']) return true
  return (await currentStaff()) ? true : { path: '/login', query: { back: to.fullPath } }
})
router.afterEach((to) => {
  document.title = `${String(to.meta['title'] ?? '')} · 政通工作台`
})
