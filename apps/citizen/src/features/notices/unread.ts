import { useQuery } from '@tanstack/vue-query'
import { call } from '@zhengtong/contract/client'
import { countUnread } from '@zhengtong/contract/notifications'
import { computed } from 'vue'
import { useMe } from '../../shared/session.ts'

/** Unread messages of the signed-in person; asks again each minute while the page is in view. */
export function useUnread() {
  const { data: me } = useMe()
  return useQuery({
    queryKey: ['mine', 'unread'],
    queryFn: () => call(countUnread, {}),
    enabled: computed(() => Boolean(me.value)),
    refetchInterval: 60_000,
  })
}
