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
    {
      path: '/items/:code',
      component: () => import('./features/catalogue/ItemRoute.vue'),
      meta: { title: '办事指南', task: true },
    },
    {
      path: '/items/:code/apply/:draftId?',
      component: () => import('./features/apply/ApplyPage.vue'),
      meta: { title: '在线办理', signedIn: true, task: true },
    },
    {
      path: '/bundles/:code',
      component: () => import('./features/bundles/BundlePage.vue'),
      meta: { title: '一件事', task: true },
    },
    {
      path: '/bundles/:code/apply/:id?',
      component: () => import('./features/bundles/ApplyBundlePage.vue'),
      meta: { title: '一次申请', signedIn: true, task: true },
    },
    {
      path: '/my-bundles/:id',
      component: () => import('./features/bundles/BundleProgressPage.vue'),
      meta: { title: '一件事进度', signedIn: true, task: true },
    },
    {
      path: '/register',
      component: () => import('./features/identity/RegisterPage.vue'),
      meta: { title: '注册', task: true },
    },
    {
      path: '/recover',
      component: () => import('./features/identity/RecoverPage.vue'),
      meta: { title: '找回账号', task: true },
    },
    {
      path: '/login',
      component: () => import('./features/identity/LoginPage.vue'),
      meta: { title: '登录', task: true },
    },
    { path: '/cases', component: () => import('./features/cases/CasesPage.vue'), meta: { title: '我的办件' } },
    {
      path: '/cases/:id',
      component: () => import('./features/cases/CasePage.vue'),
      meta: { title: '办件详情', signedIn: true, task: true },
    },
    {
      path: '/cases/:id/receipt',
      component: () => import('./features/apply/ReceiptPage.vue'),
      meta: { title: '提交成功', signedIn: true, task: true },
    },
    {
      path: '/cases/:id/supplement',
      component: () => import('./features/cases/SupplementPage.vue'),
      meta: { title: '补正材料', signedIn: true, task: true },
    },
    {
      path: '/cases/:id/owed',
      component: () => import('./features/cases/OwedPage.vue'),
      meta: { title: '补交材料', signedIn: true, task: true },
    },
    {
      path: '/progress',
      component: () => import('./features/cases/ProgressPage.vue'),
      meta: { title: '查进度', task: true },
    },
    {
      path: '/verify/:token',
      component: () => import('./features/documents/VerifyPage.vue'),
      meta: { title: '文书核验', task: true },
    },
    {
      path: '/notices',
      component: () => import('./features/notices/NoticesPage.vue'),
      meta: { title: '消息', signedIn: true, task: true },
    },
    {
      path: '/organisations',
      component: () => import('./features/organisations/OrganisationsPage.vue'),
      meta: { title: '我的企业', signedIn: true, task: true },
    },
    {
      path: '/organisations/:id',
      component: () => import('./features/organisations/OrganisationPage.vue'),
      meta: { title: '企业详情', signedIn: true, task: true },
    },
    {
      path: '/organisations/:id/grant',
      component: () => import('./features/organisations/GrantPage.vue'),
      meta: { title: '授权经办人', signedIn: true, task: true },
    },
    {
      path: '/favourites',
      component: () => import('./features/personal/FavouritesPage.vue'),
      meta: { title: '我的收藏', signedIn: true, task: true },
    },
    {
      path: '/vault',
      component: () => import('./features/personal/VaultPage.vue'),
      meta: { title: '材料库', signedIn: true, task: true },
    },
    {
      path: '/privacy',
      component: () => import('./features/personal/PrivacyPage.vue'),
      meta: { title: '隐私中心', signedIn: true, task: true },
    },
    {
      path: '/privacy/accesses',
      component: () => import('./features/personal/AccessesPage.vue'),
      meta: { title: '谁看过我的信息', signedIn: true, task: true },
    },
    {
      path: '/privacy/deletion',
      component: () => import('./features/personal/DeletionPage.vue'),
      meta: { title: '注销账号', signedIn: true, task: true },
    },
    {
      path: '/family',
      component: () => import('./features/family/FamilyPage.vue'),
      meta: { title: '我的家庭', signedIn: true, task: true },
    },
    {
      path: '/family/grant',
      component: () => import('./features/family/GrantPage.vue'),
      meta: { title: '授权家人', signedIn: true, task: true },
    },
    {
      path: '/family/:id/cases',
      component: () => import('./features/family/FamilyCasesPage.vue'),
      meta: { title: '家人的办件', signedIn: true, task: true },
    },
    {
      path: '/book/:code',
      component: () => import('./features/appointments/BookPage.vue'),
      meta: { title: '预约办理', signedIn: true, task: true },
    },
    {
      path: '/bookings/:id?',
      component: () => import('./features/appointments/BookingsPage.vue'),
      meta: { title: '我的预约', signedIn: true, task: true },
    },
    {
      path: '/account',
      component: () => import('./features/account/AccountPage.vue'),
      meta: { title: '账号与安全', signedIn: true, task: true },
    },
    {
      path: '/account/password',
      component: () => import('./features/account/PasswordPage.vue'),
      meta: { title: '修改登录密码', signedIn: true, task: true },
    },
    {
      path: '/account/phone',
      component: () => import('./features/account/PhonePage.vue'),
      meta: { title: '更换手机号', signedIn: true, task: true },
    },
    {
      path: '/account/trusted',
      component: () => import('./features/trusted/TrustedPage.vue'),
      meta: { title: '可信身份认证', signedIn: true, task: true },
    },
    {
      path: '/account/history',
      component: () => import('./features/account/HistoryPage.vue'),
      meta: { title: '登录记录', signedIn: true, task: true },
    },
    { path: '/me', component: () => import('./features/account/MePage.vue'), meta: { title: '我的' } },
    {
      path: '/drafts',
      component: () => import('./features/apply/DraftsPage.vue'),
      meta: { title: '我的草稿', signedIn: true, task: true },
    },
    {
      path: '/:rest(.*)',
      component: () => import('./shared/LostPage.vue'),
      meta: { title: '没有这个页面', task: true },
    },
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
