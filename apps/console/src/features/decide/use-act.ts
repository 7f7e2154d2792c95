import { CaseMoved } from '@zhengtong/contract/case-problems'
import { ApiProblem, Unreachable } from '@zhengtong/contract/client'
import type { FieldFault } from '@zhengtong/contract/problem'
import type { StaffCase } from '@zhengtong/contract/staff-cases'
import { v7 } from 'uuid'
import { computed, ref } from 'vue'
import { noteSignedOut, queryClient } from '../../shared/query-client.ts'
import { messageOf } from '../../shared/words.ts'
import { staffCase } from '../case/queries.ts'
import { refreshQueues } from '../queue/queries.ts'
import { officerActs } from './acts.ts'
import { draftOf, forgetDraft, type OfficerAction } from './drafts.ts'

/**
 * One act being prepared on one case. Its id is made once, so a retry after a lost answer is the same act; its version is
 * the one the officer has seen, so nobody decides over a change he has not looked at.
 */
export function useAct(action: OfficerAction, found: () => StaffCase) {
  const { check, letter, send } = officerActs[action]
  const caseId = found().id
  const draft = draftOf(caseId, action)
  const actId = v7()

  const seen = ref({ version: found().version, steps: found().timeline.length })
  const state = ref<'idle' | 'asking' | 'sending'>('idle')
  /** The last try got no answer: it may have worked, and the next tells. */
  const isUncertain = ref(false)
  const faults = ref<FieldFault[]>([])
  const refusal = ref('')
  /** What happened to the case since the officer began; empty when nothing did. */
  const moved = computed(() => (found().version === seen.value.version ? [] : found().timeline.slice(seen.value.steps)))

  /** Checks what was typed, then asks where the act is final, else sends. Resolves to the case once it is done. */
  async function submit(): Promise<StaffCase | undefined> {
    faults.value = check(draft)
    refusal.value = ''
    if (faults.value.length > 0) return undefined
    if (!letter) return perform()
    state.value = 'asking'
    return undefined
  }

  async function perform(): Promise<StaffCase | undefined> {
    if (state.value === 'sending') return undefined
    state.value = 'sending'
    try {
      const after = await send({ id: caseId, actId, version: seen.value.version }, draft)
      forgetDraft(caseId, action)
      queryClient.setQueryData(staffCase(caseId).queryKey, after)
      void refreshQueues()
      return after
    } catch (error) {
      await note(error)
      return undefined
    } finally {
      state.value = 'idle'
    }
  }

  async function note(error: unknown) {
    noteSignedOut(error)
    isUncertain.value = error instanceof Unreachable
    faults.value = error instanceof ApiProblem ? (error.page.errors ?? []) : []
    refusal.value = isUncertain.value ? '网络没有回应，不知道办成了没有。请再点一次，不会重复办理。' : messageOf(error)
    if (!(error instanceof ApiProblem) || error.page.status !== 409) return
    void refreshQueues()
    await queryClient.invalidateQueries({ queryKey: staffCase(caseId).queryKey })
    // Then the page itself tells what happened, in more words.
    if (error.is(CaseMoved) && moved.value.length > 0) refusal.value = ''
  }

  return {
    draft,
    state,
    isUncertain,
    refusal,
    faults,
    faultAt: (path: string) => faults.value.find((fault) => fault.path === path)?.message ?? '',
    letter: computed(() => (state.value === 'idle' || !letter ? null : letter(draft, found()))),
    moved,
    catchUp: () => {
      seen.value = { version: found().version, steps: found().timeline.length }
      refusal.value = ''
    },
    submit,
    perform,
    cancel: () => (state.value = 'idle'),
  }
}
