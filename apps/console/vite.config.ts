import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { slimContract } from '@zhengtong/ui/slim-contract'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  base: '/console/',
  plugins: [slimContract(), vue(), components({ dts: false, resolvers: [ElementPlusResolver()] })],
  resolve: { alias: { typebox: fileURLToPath(import.meta.resolve('@zhengtong/ui/typebox-stub')) } },
  define: { __VUE_OPTIONS_API__: 'true' },
  build: { target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0, chunkSizeWarningLimit: 900 },
  server: { proxy: { '/api': { target: `http://127.0.0.1:${process.env.PORT ?? '8080'}`, xfwd: true } } },
})
