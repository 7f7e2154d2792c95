import type { IconName } from '@zhengtong/ui/icons'

/** The main places of the app: the tab bar on phones, the top bar on wide screens. */
export const tabs: readonly { to: string; name: string; icon: IconName }[] = [
  { to: '/', name: '首页', icon: 'home' },
  { to: '/services', name: '办事', icon: 'grid' },
  { to: '/cases', name: '办件', icon: 'cases' },
  { to: '/me', name: '我的', icon: 'person' },
]
