import { ApiProblem } from '@zhengtong/contract/client'
import type { FieldFault } from '@zhengtong/contract/problem'
import { fieldId } from '@zhengtong/ui/field-id'
import { computed, ref } from 'vue'

/** What a failed call says, as faults: those of fields where the server names them, else its title. */
export function faultsOf(error: unknown): FieldFault[] {
  if (error instanceof ApiProblem && error.page.errors?.length) return error.page.errors
  if (error instanceof ApiProblem && error.page.detail)
    return [{ path: '', message: `${error.page.title}。${error.page.detail}` }]
  return [{ path: '', message: error instanceof Error ? error.message : '没有成功，请重试' }]
}

/** The faults of one form: own checks and the server's answers alike. */
export function useFaults() {
  const faults = ref<FieldFault[]>([])
  return {
    faults,
    links: computed(() =>
      faults.value.map(({ path, message }) => (path ? { field: fieldId(path), message } : { message })),
    ),
    at: (path: string) => faults.value.find((fault) => fault.path === path)?.message ?? '',
    clear: () => (faults.value = []),
    take: (error: unknown) => (faults.value = faultsOf(error)),
    /** Sets the faults found; true when there are none. */
    check: (found: FieldFault[]) => (faults.value = found).length === 0,
  }
}
