import { call } from '@zhengtong/contract/client'
import type { CaseSubmission } from '@zhengtong/contract/cases'
import { saveDraft } from '@zhengtong/contract/drafts'
import { onBeforeUnmount, ref } from 'vue'
import { forgetLocally } from './draft.ts'
import { noteSignedOut } from '../../shared/query-client.ts'

const PAUSE_MS = 1200

/** Saves the draft a moment after the last change, one request at a time, and says when it was saved last. */
export function useAutosave(id: string, snapshot: () => Omit<CaseSubmission, 'id'>) {
  const state = ref<'idle' | 'saving' | 'saved' | 'failed'>('idle')
  const savedAt = ref<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | undefined
  let changed = false
  let stopped = false

  async function run(): Promise<void> {
    if (!changed || stopped) return
    changed = false
    state.value = 'saving'
    try {
      const draft = await call(saveDraft, { params: { id }, body: snapshot() })
      savedAt.value = draft.savedAt
      state.value = 'saved'
    } catch (error) {
      noteSignedOut(error)
      state.value = 'failed'
      changed = true
      return
    }
    // Changed again meanwhile: once more. Else the copy in this tab has served.
    if (changed) return run()
    forgetLocally(id)
  }

  /** Saves now what is not saved yet. */
  async function flush() {
    clearTimeout(timer)
    running ??= run().finally(() => (running = undefined))
    await running
  }

  function schedule() {
    changed = true
    clearTimeout(timer)
    timer = setTimeout(flush, PAUSE_MS)
  }

  /** Ends saving: the application is submitted, there is no draft any more. */
  async function stop() {
    stopped = true
    clearTimeout(timer)
    await running
  }

  /** Goes on saving after a submission that failed. */
  function resume() {
    stopped = false
  }

  onBeforeUnmount(flush)
  addEventListener('online', flush)
  onBeforeUnmount(() => removeEventListener('online', flush))
  return { state, savedAt, schedule, flush, stop, resume }
}
