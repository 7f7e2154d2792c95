import type { CasesChanged } from '@zhengtong/contract/live'
import { onBeforeUnmount, reactive, watch, type Ref } from 'vue'
import { queryClient } from '../../shared/query-client.ts'

/** What the server tells without being asked. While it does not, lists ask again every half minute. */
export const live = reactive({
  on: false,
  /** Goes up when others have changed something in the officer's scope. */
  news: 0,
  /** Cases that others have changed since the page of each was opened. */
  changed: new Set<string>(),
})

const URL = '/api/v1/staff/live'
/** After a refusal (too many windows, no session) the browser gives up; we ask again later. */
const RETRY_MS = 30_000
/** Counts are read at most this often, and not by all officers in the same instant. */
const COUNTS_MS = 4_000

/** Listens while somebody is at work; reconnecting and catching up are the browser's and the server's business. */
export function useLive(isWanted: Ref<boolean>) {
  let source: EventSource | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let counting: ReturnType<typeof setTimeout> | undefined
  let wasLost = false

  function open() {
    source = new EventSource(URL)
    source.addEventListener('open', () => {
      live.on = true
      // A stream of our own making does not know where the last one ended.
      if (wasLost) readAnew()
      wasLost = false
    })
    source.addEventListener('error', () => {
      live.on = false
      if (source?.readyState !== EventSource.CLOSED) return
      wasLost = true
      retry = setTimeout(open, RETRY_MS)
    })
    source.addEventListener('cases', ({ data }: MessageEvent<string>) => note(JSON.parse(data) as CasesChanged))
    source.addEventListener('reset', readAnew)
    source.addEventListener('end', () => {
      close()
      // Whoever is no longer signed in learns it from the next answer.
      readAnew()
    })
  }

  function note({ cases, own }: CasesChanged) {
    for (const id of [...cases, ...own]) void queryClient.invalidateQueries({ queryKey: ['mine', 'case', id] })
    for (const id of cases) live.changed.add(id)
    if (cases.length) live.news += 1
    if (own.length) void queryClient.invalidateQueries({ queryKey: ['mine', 'queue'] })
    counting ??= setTimeout(
      () => {
        counting = undefined
        void queryClient.invalidateQueries({ queryKey: ['mine', 'counts'] })
      },
      COUNTS_MS * (0.25 + 0.75 * Math.random()),
    )
  }

  function close() {
    source?.close()
    source = undefined
    live.on = false
    clearTimeout(retry)
    clearTimeout(counting)
    counting = undefined
  }

  watch(
    isWanted,
    (wanted) => {
      close()
      if (wanted) open()
    },
    { immediate: true },
  )
  onBeforeUnmount(close)
}

const readAnew = () => void queryClient.invalidateQueries({ queryKey: ['mine'] })
