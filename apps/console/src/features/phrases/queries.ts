import { queryOptions, useMutation } from '@tanstack/vue-query'
import { call } from '@zhengtong/contract/client'
import {
  deletePhrase,
  listPhrases,
  orderPhrases,
  savePhrase,
  type Phrase,
  type Phrases,
  type PhraseShelf,
} from '@zhengtong/contract/phrases'
import { noteSignedOut, queryClient } from '../../shared/query-client.ts'

/** The officer's own phrases, those of his agency, and those that come with the product. */
export const phrases = queryOptions({
  queryKey: ['mine', 'phrases'],
  queryFn: ({ signal }) => call(listPhrases, {}, signal),
  staleTime: 5 * 60_000,
})

/** One change of the phrases of a shelf. A new phrase has no version. */
export type PhraseChange =
  | ({ kind: 'save'; shelf: PhraseShelf } & Omit<Phrase, 'version'> & { version: number | null })
  | { kind: 'delete'; shelf: PhraseShelf; id: string }
  | { kind: 'order'; shelf: PhraseShelf; ids: string[] }

function send(change: PhraseChange): Promise<Phrases> {
  if (change.kind === 'delete') return call(deletePhrase, { params: { id: change.id }, query: { shelf: change.shelf } })
  if (change.kind === 'order') return call(orderPhrases, { body: { shelf: change.shelf, ids: change.ids } })
  const { id, shelf, purpose, words, version } = change
  return call(savePhrase, { params: { id }, body: { shelf, purpose, words, version } })
}

/** Every answer carries all phrases as they are now; a refusal means that they are no longer as seen. */
export const usePhraseChange = () =>
  useMutation({
    mutationFn: send,
    onSuccess: (after) => queryClient.setQueryData(phrases.queryKey, after),
    onError: (error) => {
      noteSignedOut(error)
      void queryClient.invalidateQueries({ queryKey: phrases.queryKey })
    },
  })
