import type { PDFDocumentProxy } from 'pdfjs-dist'
import type { Size } from './geometry.ts'

/** Where the build puts what PDF.js fetches by name: fonts and code tables for files that bring none, decoders of pictures. */
const DATA = `${import.meta.env.BASE_URL}pdf/`

/** Largest canvas: what the phones of some years ago still draw, in pixels. */
const MOST_PIXELS = 16_000_000

export interface OpenPdf {
  pages: number
  /** Of a page as it lies in the file. */
  sizeOf: (page: number) => Promise<Size>
  /** Draws a page as large as the canvas is shown; a new call ends the one before. */
  draw: (page: number, canvas: HTMLCanvasElement, shown: Size) => Promise<void>
  close: () => void
}

/**
 * Opens a PDF. PDF.js comes only when one is looked at, and works without a worker of its own, WebAssembly or code from text:
 * our policy allows none of them.
 */
export async function openPdf(url: string): Promise<OpenPdf> {
  const [{ getDocument, RenderingCancelledException }, worker] = await Promise.all([
    import('pdfjs-dist/legacy/build/pdf.mjs'),
    import('pdfjs-dist/legacy/build/pdf.worker.mjs'),
  ])
  Object.assign(globalThis, { pdfjsWorker: worker })
  const loading = getDocument({
    url,
    cMapUrl: `${DATA}cmaps/`,
    standardFontDataUrl: `${DATA}standard_fonts/`,
    wasmUrl: `${DATA}wasm/`,
    useWasm: false,
    disableWorkerRendering: true,
    verbosity: 0,
  })
  const document: PDFDocumentProxy = await loading.promise
  let drawing: { cancel: () => void } | undefined
  let asked = 0

  return {
    pages: document.numPages,
    async sizeOf(number) {
      const { width, height } = (await document.getPage(number)).getViewport({ scale: 1 })
      return { width, height }
    },
    async draw(number, canvas, shown) {
      drawing?.cancel()
      const mine = ++asked
      const page = await document.getPage(number)
      if (mine !== asked) return
      const natural = page.getViewport({ scale: 1 })
      const pixels = shown.width * shown.height * devicePixelRatio ** 2
      const scale = (shown.width / natural.width) * devicePixelRatio * Math.min(1, Math.sqrt(MOST_PIXELS / pixels))
      const viewport = page.getViewport({ scale })
      canvas.width = Math.round(viewport.width)
      canvas.height = Math.round(viewport.height)
      const task = page.render({ canvas, viewport })
      drawing = task
      await task.promise.catch((error: unknown) => {
        if (!(error instanceof RenderingCancelledException)) throw error
      })
    },
    close: () => void loading.destroy(),
  }
}
