import type { Mark, MarkWish } from '@zhengtong/contract/marks'
import { wholePage, type Rect } from '@zhengtong/domain/marks'
import { v7 } from 'uuid'
import { computed, ref } from 'vue'
import { messageOf } from '../../shared/words.ts'
import { useMarkChanges } from './queries.ts'

type Draft = MarkWish & { id: string }

/** Where a new frame lies before anything is drawn. */
const middle: Rect = { x: 0.3, y: 0.4, width: 0.4, height: 0.2 }

/** The one mark that is being drawn or changed. Its id is made once, so a second try after a lost answer is the same mark. */
export function useMarkDraft(caseId: string) {
  const { save, remove } = useMarkChanges(caseId)
  const draft = ref<Draft | null>(null)
  const gone = ref<Mark | null>(null)
  const saved = ref('')

  function forget() {
    save.reset()
    remove.reset()
    saved.value = ''
    gone.value = null
  }
  return {
    draft,
    /** What was deleted last, to bring it back. */
    gone,
    /** What the last change did, in words. */
    saved,
    busy: save.isPending,
    fault: computed(() => (save.error.value ? messageOf(save.error.value) : '')),
    refusal: computed(() => (remove.error.value ? messageOf(remove.error.value) : '')),
    begin(materialId: string, fileId: string, page: number) {
      forget()
      draft.value = { id: v7(), materialId, fileId, page, rect: middle, note: '', version: 0 }
    },
    edit({ id, materialId, fileId, page, rect, note, version }: Mark) {
      forget()
      draft.value = { id, materialId, fileId, page, rect, note, version }
    },
    whole: () => draft.value && (draft.value.rect = wholePage),
    cancel() {
      forget()
      draft.value = null
    },
    keep() {
      if (!draft.value) return
      const wish = { ...draft.value, note: draft.value.note.trim() }
      save.mutate(wish, {
        onSuccess: () => {
          saved.value = '标注已保存。'
          draft.value = null
        },
      })
    },
    drop(mark: Mark) {
      forget()
      remove.mutate(mark.id, {
        onSuccess: () => {
          gone.value = mark
          draft.value = null
        },
      })
    },
    /** As a new one: the old id is gone. */
    bringBack() {
      const mark = gone.value
      if (!mark) return
      forget()
      const { materialId, fileId, page, rect, note } = mark
      save.mutate({ id: v7(), materialId, fileId, page, rect, note, version: 0 })
    },
  }
}
