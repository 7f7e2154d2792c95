import vue from '@vitejs/plugin-vue'
import { slimContract } from '@zhengtong/ui/slim-contract'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { defineConfig, type Plugin } from 'vite'

const api = `http://127.0.0.1:${process.env.PORT ?? '8080'}`

/**
 * What PDF.js fetches by name while it draws: fonts and code tables for files that bring none, decoders of pictures in plain
 * JavaScript (our policy lets no WebAssembly run).
 */
function pdfData(): Plugin {
  const from = path.dirname(fileURLToPath(import.meta.resolve('pdfjs-dist/package.json')))
  return {
    name: 'pdf-data',
    generateBundle() {
      for (const folder of ['cmaps', 'standard_fonts', 'wasm'])
        for (const name of readdirSync(path.join(from, folder)).filter((each) => !/\.wasm$|^quickjs/.test(each)))
          this.emitFile({
            type: 'asset',
            fileName: `pdf/${folder}/${name}`,
            source: readFileSync(path.join(from, folder, name)),
          })
    },
  }
}

export default defineConfig({
  base: '/console/',
  plugins: [
    slimContract(),
    vue(),
    // Element Plus only, each component with its own style; types come from element-plus/global.
    components({ dirs: [], dts: false, resolvers: [ElementPlusResolver()] }),
    pdfData(),
  ],
  resolve: { alias: { typebox: fileURLToPath(import.meta.resolve('@zhengtong/ui/typebox-stub')) } },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // PDF.js is that large; it comes only with the first PDF that is opened.
    chunkSizeWarningLimit: 1_300,
    rolldownOptions: { treeshake: { manualPureFunctions: ['problem'] } },
  },
  server: { proxy: { '/api': { target: api, xfwd: true } } },
})
