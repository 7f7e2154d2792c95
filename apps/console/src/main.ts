import { VueQueryPlugin } from '@tanstack/vue-query'
import '@zhengtong/ui/tokens.css'
import { localeContextKey } from 'element-plus'
import zhCn from 'element-plus/es/locale/lang/zh-cn'
import 'element-plus/theme-chalk/el-message.css'
import 'element-plus/theme-chalk/el-message-box.css'
import 'element-plus/theme-chalk/el-overlay.css'
import './shared/console.css'
import { createApp, ref } from 'vue'
import App from './App.vue'
import { router } from './router.ts'
import { queryClient } from './shared/query-client.ts'

createApp(App).provide(localeContextKey, ref(zhCn)).use(router).use(VueQueryPlugin, { queryClient }).mount('#app')
