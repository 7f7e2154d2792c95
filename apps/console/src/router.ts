import { dutyPermissions, type Permission } from '@zhengtong/contract/access'
import { nextTick } from 'vue'
import { createRouter, createWebHistory, type RouteLocationRaw } from 'vue-router'
import { queryOf } from './features/queue/filter.ts'
import { savedViews } from './features/queue/queries.ts'
import QueuePage from './features/queue/QueuePage.vue'
import { firstQueue } from './features/queue/queues.ts'
import ConsoleLayout from './layout/ConsoleLayout.vue'
import LostPage from './shared/LostPage.vue'
import { queryClient } from './shared/query-client.ts'
import { currentStaff } from './shared/session.ts'

declare module 'vue-router' {
  interface RouteMeta {
    title?: string
    /** Open without a session. */
    guest?: boolean
    /** Shown only to staff with this permission; the server checks it again. */
    permission?: Permission
  }
}

export const router = createRouter({
  history: createWebHistory('/console/'),
  scrollBehavior: (to, from, saved) => (to.path === from.path ? {} : (saved ?? { top: 0 })),
  routes: [
    { path: '/login', component: () => import('./features/login/LoginPage.vue'), meta: { title: '登录', guest: true } },
    {
      path: '/board/:id',
      component: () => import('./features/appointments/BoardPage.vue'),
      meta: { title: '叫号屏', guest: true },
    },
    {
      path: '/',
      component: ConsoleLayout,
      children: [
        { path: '', name: 'start', component: QueuePage },
        { path: 'queue/:queue', name: 'queue', component: QueuePage, meta: { title: '办件队列' } },
        {
          path: 'cases/:id',
          name: 'case',
          component: () => import('./features/case/CasePage.vue'),
          meta: { title: '办件' },
        },
        {
          path: 'messages',
          component: () => import('./features/messages/MessagesPage.vue'),
          meta: { title: '消息' },
        },
        {
          path: 'phrases',
          name: 'phrases',
          component: () => import('./features/phrases/PhrasesPage.vue'),
          meta: { title: '常用语' },
        },
        {
          path: 'statistics',
          component: () => import('./features/queue/StatisticsPage.vue'),
          meta: { title: '统计' },
        },
        {
          path: 'appointments',
          component: () => import('./features/appointments/DayPage.vue'),
          meta: { title: '预约', permission: 'appointments-desk' },
        },
        {
          path: 'appointments/halls/:hallId/new',
          component: () => import('./features/appointments/NewServicePage.vue'),
          props: true,
          meta: { title: '新设窗口组', permission: 'appointments-settings' },
        },
        {
          path: 'appointments/services/:id',
          component: () => import('./features/appointments/SettingsPage.vue'),
          props: true,
          meta: { title: '预约设置', permission: 'appointments-settings' },
        },
        {
          path: 'supervision',
          component: () => import('./features/supervision/CardsPage.vue'),
          meta: { title: '黄牌和红牌' },
        },
        {
          path: 'supervision/:id',
          component: () => import('./features/supervision/CardPage.vue'),
          meta: { title: '牌' },
        },
        {
          path: 'catalogue/items',
          component: () => import('./features/catalogue/ItemsPage.vue'),
          meta: { title: '实施清单' },
        },
        {
          path: 'catalogue/items/:code',
          component: () => import('./features/catalogue/ItemPage.vue'),
          props: true,
          meta: { title: '事项版本' },
        },
        {
          path: 'catalogue/changes',
          component: () => import('./features/catalogue/ChangesPage.vue'),
          meta: { title: '变更单' },
        },
        {
          path: 'catalogue/changes/:id',
          component: () => import('./features/catalogue/ChangePage.vue'),
          meta: { title: '变更单' },
        },
        {
          path: 'catalogue/items/:code/flows',
          component: () => import('./features/flow-migration/NewMigrationPage.vue'),
          props: true,
          meta: { title: '在办件的办理流程' },
        },
        {
          path: 'catalogue/migrations',
          component: () => import('./features/flow-migration/MigrationsPage.vue'),
          meta: { title: '流程迁移' },
        },
        {
          path: 'catalogue/migrations/:id',
          component: () => import('./features/flow-migration/MigrationPage.vue'),
          props: true,
          meta: { title: '流程迁移' },
        },
        {
          path: 'catalogue/base',
          component: () => import('./features/catalogue/BasePage.vue'),
          meta: { title: '基本目录' },
        },
        {
          path: 'dead-jobs',
          component: () => import('./features/operations/DeadJobsPage.vue'),
          meta: { title: '失败任务', permission: 'operate' },
        },
        {
          path: 'rights/people',
          component: () => import('./features/rights/PeoplePage.vue'),
          meta: { title: '人员授权', permission: 'grant' },
        },
        {
          path: 'rights/roles',
          component: () => import('./features/rights/RolesPage.vue'),
          meta: { title: '角色', permission: 'grant' },
        },
        {
          path: 'rights/changes',
          component: () => import('./features/rights/ChangesPage.vue'),
          meta: { title: '授权变更', permission: 'grant' },
        },
        {
          path: 'rights/passwords',
          component: () => import('./features/rights/PasswordsPage.vue'),
          meta: { title: '密码确认', permission: 'grant' },
        },
        {
          path: 'audit/events',
          component: () => import('./features/audit/EventsPage.vue'),
          meta: { title: '审计记录', permission: 'audit' },
        },
        {
          path: 'audit/state',
          component: () => import('./features/audit/StatePage.vue'),
          meta: { title: '核验', permission: 'audit' },
        },
        {
          path: 'first-steps',
          component: () => import('./features/account/FirstStepsPage.vue'),
          meta: { title: '首次登录' },
        },
        {
          path: 'organisation/agencies',
          component: () => import('./features/organisation/AgenciesPage.vue'),
          meta: { title: '机构', permission: 'organise' },
        },
        {
          path: 'organisation/staff',
          component: () => import('./features/organisation/StaffPage.vue'),
          meta: { title: '人员', permission: 'organise' },
        },
        {
          path: 'organisation/staff/:id',
          component: () => import('./features/organisation/StaffDetailPage.vue'),
          props: true,
          meta: { title: '人员', permission: 'organise' },
        },
        {
          path: 'organisation/exchange',
          component: () => import('./features/organisation/ExchangePage.vue'),
          meta: { title: '导入导出', permission: 'organise' },
        },
        {
          path: 'account',
          component: () => import('./features/account/AccountPage.vue'),
          meta: { title: '我的账号' },
        },
        { path: ':rest(.*)', component: LostPage, meta: { title: '没有这个页面' } },
      ],
    },
  ],
})

/** The officer's own first view where he has one, else the first queue that is his to work on. */
async function startOf(permissions: readonly Permission[]): Promise<RouteLocationRaw> {
  const handles = permissions.some((each) => dutyPermissions.business.includes(each))
  const views = handles ? await queryClient.fetchQuery(savedViews).catch(() => []) : []
  const first = views.find(({ isDefault }) => isDefault)
  if (!first) return firstQueue(permissions)
  return { name: 'queue', params: { queue: first.queue }, query: queryOf(first.filter) }
}

router.beforeEach(async (to) => {
  if (to.meta.guest) return true
  // When the network is down the page itself says so.
  const staff = await currentStaff().catch(() => undefined)
  if (staff === null) return { path: '/login', query: to.name === 'start' ? {} : { to: to.fullPath } }
  if (staff?.firstSteps.length && to.path !== '/first-steps') return '/first-steps'
  if (to.name === 'start') return startOf(staff?.permissions ?? [])
  return true
})

router.afterEach(async (to, from) => {
  document.title = `${to.meta.title ?? '工作台'} · 政通工作台`
  if (to.path === from.path || from.matched.length === 0) return
  await nextTick()
  document.getElementById('main')?.focus({ preventScroll: true })
})
