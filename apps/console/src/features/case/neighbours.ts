import { useQuery } from '@tanstack/vue-query'
import { computed, shallowRef, watchEffect } from 'vue'
import { useRoute } from 'vue-router'
import { filterOf, queryOf } from '../queue/filter.ts'
import { queuePage } from '../queue/queries.ts'
import { queueOf } from '../queue/queues.ts'

/**
 * The cases before and after this one on the queue page it was opened from (queue, filter and page of the address). An act takes
 * the case out of its queue, so its place is remembered from when it was last in it.
 */
export function useNeighbours(id: string) {
  const route = useRoute()
  const queue = queueOf(route.query.queue)
  const cursor = String(route.query.cursor ?? '')
  const filter = filterOf(route.query)
  const { data } = useQuery({
    ...queuePage({ queue: queue?.name ?? 'to-accept', number: '', cursor, filter }),
    enabled: queue !== undefined,
  })

  const order = shallowRef<string[]>([])
  watchEffect(() => {
    const ids = data.value?.rows.map((row) => row.id) ?? []
    if (ids.includes(id)) order.value = ids
  })

  const waiting = computed(() => new Set(data.value?.rows.map((row) => row.id).filter((other) => other !== id)))
  const before = computed(() =>
    order.value.slice(0, Math.max(order.value.indexOf(id), 0)).filter((other) => waiting.value.has(other)),
  )
  const after = computed(() =>
    order.value.slice(order.value.indexOf(id) + 1).filter((other) => waiting.value.has(other)),
  )
  const toCase = (other: string | undefined) =>
    other ? { name: 'case', params: { id: other }, query: route.query } : null

  return {
    queue,
    toQueue: {
      name: 'queue',
      params: { queue: queue?.name ?? 'to-accept' },
      query: { ...queryOf(filter), ...(cursor ? { cursor } : {}) },
    },
    previous: computed(() => toCase(before.value.at(-1))),
    next: computed(() => toCase(after.value[0])),
    /** What to handle after this one: the next, or from the top when this was the last. */
    upNext: computed(() => toCase(after.value[0] ?? [...waiting.value][0])),
  }
}
