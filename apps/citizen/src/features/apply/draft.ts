import { useQuery } from '@tanstack/vue-query'
import { CaseNotFound } from '@zhengtong/contract/case-problems'
import { getCase } from '@zhengtong/contract/cases'
import { DraftNotFound, getDraft, listDrafts, type Draft } from '@zhengtong/contract/drafts'
import { ApiProblem, call, type Output } from '@zhengtong/contract/client'
import type { Answers } from '@zhengtong/ui/form-words'
import { v7 } from 'uuid'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'

export type OpenDraft = Output<typeof getDraft>
type Found = { draft: OpenDraft | null; submitted: boolean }

// Ids made in this window: the server cannot know them yet.
const fresh = new Set<string>()

/** The id of a new application; the case keeps it, so whatever is sent twice has one effect. */
export function newApplicationId() {
  const id = v7()
  fresh.add(id)
  return id
}

async function findDraft(id: string): Promise<Found> {
  if (fresh.delete(id)) return { draft: null, submitted: false }
  try {
    return { draft: await call(getDraft, { params: { id } }), submitted: false }
  } catch (error) {
    if (!(error instanceof ApiProblem && error.is(DraftNotFound))) throw error
  }
  try {
    await call(getCase, { params: { id } })
    return { draft: null, submitted: true }
  } catch (error) {
    if (error instanceof ApiProblem && error.is(CaseNotFound)) return { draft: null, submitted: false }
    throw error
  }
}

/** The draft under an id, if any, or the news that it was submitted already. Read once: the form then owns the answers. */
export const useDraft = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['mine', 'draft', computed(() => toValue(id))],
    queryFn: () => findDraft(toValue(id)),
    enabled: computed(() => toValue(id) !== ''),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })

/** All drafts, latest first. */
export const useDrafts = () =>
  useQuery({ queryKey: ['mine', 'drafts'], queryFn: (): Promise<Draft[]> => call(listDrafts, {}), staleTime: 0 })

interface LocalCopy {
  owner: string
  answers: Answers
}
const storeKey = (id: string) => `zhengtong.answers.${id}`

/** Keeps answers in this tab until the server has them, e.g. when the session ended in the middle of a form. */
export function keepLocally(id: string, copy: LocalCopy) {
  try {
    sessionStorage.setItem(storeKey(id), JSON.stringify(copy))
  } catch {
    // Without room the draft on the server is the only copy.
  }
}

/** The answers kept in this tab, only for the person who typed them. */
export function keptLocally(id: string, owner: string): Answers | null {
  try {
    const copy = JSON.parse(sessionStorage.getItem(storeKey(id)) ?? 'null') as LocalCopy | null
    return copy?.owner === owner ? copy.answers : null
  } catch {
    return null
  }
}

/** Leaves nothing of the person in this tab: for signing out on a shared device. */
export function forgetAllLocally() {
  const ours = Object.keys(sessionStorage).filter((key) => key.startsWith(storeKey('')))
  for (const key of ours) sessionStorage.removeItem(key)
}

export const forgetLocally = (id: string) => sessionStorage.removeItem(storeKey(id))
