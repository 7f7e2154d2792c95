import { keepPreviousData, useMutation, useQuery } from '@tanstack/vue-query'
import { call } from '@zhengtong/contract/client'
import { deleteMark, listMarks, putMark, type MarkList, type MarkWish } from '@zhengtong/contract/marks'
import { computed } from 'vue'
import { queryClient } from '../../shared/query-client.ts'

const keyOf = (caseId: string) => ['mine', 'case', caseId, 'marks']

/** The marks of a case; every act on it asks anew, since an act may have sent them. */
export function useMarks(caseId: string, version: () => number) {
  const { data, isError } = useQuery({
    queryKey: [...keyOf(caseId), computed(version)],
    queryFn: ({ signal }) => call(listMarks, { params: { id: caseId } }, signal),
    placeholderData: keepPreviousData,
  })
  return {
    marks: computed(() => data.value?.marks ?? []),
    /** Why nothing can be marked now; null: it can. */
    whyNot: computed(() => {
      if (data.value) return data.value.whyNot
      return isError.value ? '标注没有读出来，请刷新页面' : '正在读取标注'
    }),
  }
}

/** Saves and deletes marks. A refusal brings the list as it is now. */
export function useMarkChanges(caseId: string) {
  const options = {
    onSuccess: (list: MarkList) => void queryClient.setQueriesData({ queryKey: keyOf(caseId) }, list),
    onError: () => void queryClient.invalidateQueries({ queryKey: ['mine', 'case', caseId] }),
  }
  const save = useMutation({
    ...options,
    mutationFn: ({ id, ...body }: MarkWish & { id: string }) =>
      call(putMark, { params: { id: caseId, markId: id }, body }),
  })
  const remove = useMutation({
    ...options,
    mutationFn: (id: string) => call(deleteMark, { params: { id: caseId, markId: id } }),
  })
  return { save, remove }
}
