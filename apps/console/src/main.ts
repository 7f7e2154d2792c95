import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import '@zhengtong/ui/tokens.css'
import 'element-plus/theme-chalk/base.css'
import '@zhengtong/ui/controls.css'
import './element.css'
import './app.css'
import App from './App.vue'
import { router } from './router.ts'
import { queryClient } from './shared/query-client.ts'

createApp(App).use(VueQueryPlugin, { queryClient }).use(router).mount('#app')
