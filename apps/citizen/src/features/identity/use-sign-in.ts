import { useMutation } from '@tanstack/vue-query'
import type { Me } from '@zhengtong/contract/identity'
import { useRoute, useRouter } from 'vue-router'
import { useFaults } from '../../shared/faults.ts'
import { returnPath } from '../../shared/return-path.ts'
import { becomePerson } from '../../shared/session.ts'

/** Signs in by the given call, then goes back to the page that asked for it; failures become faults of the form. */
export function useSignIn<Entry = void>(enter: (entry: Entry) => Promise<Me>) {
  const route = useRoute()
  const router = useRouter()
  const faults = useFaults()
  const { mutate, isPending } = useMutation({
    mutationFn: enter,
    onSuccess: (me) => {
      becomePerson(me)
      return router.replace(returnPath(route))
    },
    onError: faults.take,
  })
  return { signIn: (entry: Entry) => mutate(entry), isPending, ...faults }
}
