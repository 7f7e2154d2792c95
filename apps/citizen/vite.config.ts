import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { slimContract } from '@zhengtong/ui/slim-contract'

const api = `http://127.0.0.1:${process.env.PORT ?? '8080'}`

export default defineConfig({
  base: '/',
  plugins: [slimContract(), vue()],
  resolve: { alias: { typebox: fileURLToPath(import.meta.resolve('@zhengtong/ui/typebox-stub')) } },
  // Vue's options API is not used; the sources are ES2022 that phones of the last four years run.
  define: { __VUE_OPTIONS_API__: 'false' },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      treeshake: { manualPureFunctions: ['problem'] },
      // What the first page needs anyway travels as one file; the rest is split by route.
      output: { codeSplitting: { groups: [{ name: 'initial', tags: ['$initial'] }] } },
    },
  },
  server: { proxy: { '/api': { target: api, xfwd: true } } },
})
