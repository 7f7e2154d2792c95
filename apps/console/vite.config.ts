import vue from '@vitejs/plugin-vue'
import { slimContract } from '@zhengtong/ui/slim-contract'
import { fileURLToPath } from 'node:url'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vite'

const api = `http://127.0.0.1:${process.env.PORT ?? '8080'}`

export default defineConfig({
  base: '/console/',
  plugins: [
    slimContract(),
    vue(),
    // Element Plus only, each component with its own style; types come from element-plus/global.
    components({ dirs: [], dts: false, resolvers: [ElementPlusResolver()] }),
  ],
  resolve: { alias: { typebox: fileURLToPath(import.meta.resolve('@zhengtong/ui/typebox-stub')) } },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { treeshake: { manualPureFunctions: ['problem'] } },
  },
  server: { proxy: { '/api': { target: api, xfwd: true } } },
})
