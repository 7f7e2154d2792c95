import { reactive, watchEffect } from 'vue'

export interface ChosenRegion {
  code: string
  name: string
}
interface Preferences {
  elder: boolean
  theme: 'auto' | 'light' | 'dark'
  region: ChosenRegion
}

const STORE = 'zhengtong.preferences'
// Where a first visitor starts; an operator sets his own at build time.
const homeRegion: ChosenRegion = {
  code: import.meta.env.VITE_HOME_REGION_CODE ?? '770101',
  name: import.meta.env.VITE_HOME_REGION_NAME ?? '云岭区',
}

function stored(): Partial<Preferences> {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? '{}') as Partial<Preferences>
  } catch {
    return {}
  }
}

/** What this device remembers of its user; kept in localStorage. */
export const preferences = reactive<Preferences>({ elder: false, theme: 'auto', region: homeRegion, ...stored() })

const systemDark = matchMedia('(prefers-color-scheme: dark)')

function applyTheme() {
  const { theme } = preferences
  const dark = theme === 'dark' || (theme === 'auto' && systemDark.matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
}

systemDark.addEventListener('change', applyTheme)
watchEffect(applyTheme)
watchEffect(() => document.documentElement.toggleAttribute('data-elder', preferences.elder))
watchEffect(() => {
  try {
    localStorage.setItem(STORE, JSON.stringify(preferences))
  } catch {
    // Private windows may refuse storage; the choice then lasts as long as the page.
  }
})
