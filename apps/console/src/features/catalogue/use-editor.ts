import { ChangeMoved, saveChange, type ChangeDetail } from '@zhengtong/contract/catalogue-changes'
import { ApiProblem, call } from '@zhengtong/contract/client'
import type { Guide } from '@zhengtong/contract/guide'
import { guideFaults } from '@zhengtong/domain/guide-faults'
import { guideSections } from '@zhengtong/domain/guide-elements'
import { fieldId } from '@zhengtong/ui/field-id'
import { computed, nextTick, onBeforeUnmount, ref } from 'vue'
import { queryClient } from '../../shared/query-client.ts'
import { messageOf } from '../../shared/words.ts'

const PAUSE_MS = 1_000

/** In which section of the editor the element at a JSON pointer is. */
export function sectionOf(path: string): string {
  const key = path.split('/')[1] ?? ''
  if (key === 'form' || key === 'situations') return key
  return guideSections.find(({ elements }) => elements.some((element) => element.key === key))?.key ?? 'basics'
}

/** A working copy being edited: content, its faults as one types, and saving a moment after the last change. */
export function useEditor(change: ChangeDetail) {
  const guide = ref<Guide | null>(change.guide)
  const reason = ref(change.reason)
  const effectiveOn = ref(change.effectiveOn)
  const version = ref(change.version)
  const state = ref<'idle' | 'saving' | 'saved' | 'failed' | 'moved'>('idle')
  const savedAt = ref(change.updatedAt)
  const problem = ref('')
  const section = ref('basics')
  /** The pointer that a fault leads to: its row opens, its control takes the focus. */
  const focus = ref('')

  const faults = computed(() => (guide.value ? guideFaults(guide.value) : []))
  const faultAt = (path: string) => faults.value.find((fault) => fault.path === path)?.message ?? ''
  const faultsIn = (key: string) => faults.value.filter(({ path }) => sectionOf(path) === key)

  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | undefined
  let changed = false

  async function run(): Promise<void> {
    if (!changed || state.value === 'moved') return
    changed = false
    state.value = 'saving'
    try {
      const body = { version: version.value, guide: guide.value, effectiveOn: effectiveOn.value, reason: reason.value }
      const saved = await call(saveChange, { params: { id: change.id }, body })
      version.value = saved.version
      savedAt.value = saved.updatedAt
      state.value = 'saved'
    } catch (error) {
      changed = true
      problem.value = messageOf(error)
      state.value = error instanceof ApiProblem && error.is(ChangeMoved) ? 'moved' : 'failed'
      return
    }
    if (changed) return run()
  }
  /** Saves now what is not saved yet. */
  async function flush() {
    clearTimeout(timer)
    running ??= run().finally(() => (running = undefined))
    await running
    if (state.value === 'saved') await queryClient.invalidateQueries({ queryKey: ['mine', 'catalogue-changes'] })
  }
  function schedule() {
    changed = true
    clearTimeout(timer)
    timer = setTimeout(() => void flush(), PAUSE_MS)
  }
  onBeforeUnmount(flush)

  function set(key: string, value: unknown) {
    if (!guide.value) return
    const { [key]: _, ...rest } = { ...guide.value } as Record<string, unknown>
    guide.value = (value === undefined ? rest : { ...guide.value, [key]: value }) as Guide
    schedule()
  }
  async function lead(path: string) {
    section.value = sectionOf(path)
    focus.value = path
    await nextTick()
    await nextTick()
    const control = document.getElementById(fieldId(path))
    control?.focus()
    control?.scrollIntoView({ block: 'center' })
  }
  return {
    guide,
    reason,
    effectiveOn,
    version,
    state,
    savedAt,
    problem,
    section,
    focus,
    faults,
    faultAt,
    faultsIn,
    set,
    schedule,
    flush,
    lead,
  }
}
export type Editor = ReturnType<typeof useEditor>
