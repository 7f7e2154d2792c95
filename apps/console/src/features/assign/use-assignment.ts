import { useMutation } from '@tanstack/vue-query'
import { claimCase, releaseCase, transferCase } from '@zhengtong/contract/assignment'
import { ApiProblem, call, Unreachable } from '@zhengtong/contract/client'
import type { StaffCase } from '@zhengtong/contract/staff-cases'
import { v7 } from 'uuid'
import { queryClient } from '../../shared/query-client.ts'
import { staffCase } from '../case/queries.ts'
import { refreshQueues } from '../queue/queries.ts'

type Wish = { kind: 'claim' } | { kind: 'release'; reason: string } | { kind: 'transfer'; to: string; reason: string }

/** Changes who handles a case. The id of an act is kept until the server has answered, so a retry is the same act. */
export function useAssignment(found: () => StaffCase) {
  let actId = v7()
  return useMutation({
    mutationFn: (wish: Wish) => {
      const { id, version, handler } = found()
      const seen = { actId, version, handlerId: handler?.id ?? null }
      if (wish.kind === 'claim') return call(claimCase, { params: { id }, body: seen })
      const { reason } = wish
      if (wish.kind === 'release')
        return call(releaseCase, { params: { id }, body: reason ? { ...seen, reason } : seen })
      return call(transferCase, { params: { id }, body: { ...seen, to: wish.to, reason } })
    },
    onSuccess: (after) => {
      queryClient.setQueryData(staffCase(after.id).queryKey, after)
      void refreshQueues()
    },
    onError: (error) => {
      // Somebody was faster: the page shows who has it now.
      if (error instanceof ApiProblem) void queryClient.invalidateQueries({ queryKey: staffCase(found().id).queryKey })
    },
    onSettled: (_after, error) => {
      if (!(error instanceof Unreachable)) actId = v7()
    },
  })
}
