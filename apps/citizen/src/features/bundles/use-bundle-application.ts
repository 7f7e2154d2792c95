import { useMutation } from '@tanstack/vue-query'
import { BundleChanged, BundleDiffers, submitBundle, type BundlePage } from '@zhengtong/contract/bundles'
import { ApiProblem, call, Unreachable } from '@zhengtong/contract/client'
import type { Me } from '@zhengtong/contract/identity'
import type { FieldFault } from '@zhengtong/contract/problem'
import { tidyForm, validateForm, visibleFields } from '@zhengtong/domain/form-rules'
import { legalDay } from '@zhengtong/ui/dates'
import { stepsOf, type Answers } from '@zhengtong/ui/form-words'
import { computed, nextTick, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { faultsOf, useFaults } from '../../shared/faults.ts'
import { queryClient } from '../../shared/query-client.ts'
import { forgetLocally, keepLocally, keptLocally } from '../apply/draft.ts'
import { prefilledOf } from '../apply/prefill.ts'
import type { ApplyStep } from '../apply/use-application.ts'
import { useUploads } from '../apply/use-uploads.ts'
import { materialsFor } from './words.ts'

interface Start {
  id: string
  page: () => BundlePage
  me: Me
  onChanged: () => void
}

/** One application for a bundle being filled in: the one form, the uploads of the children that the answers choose, and submission. */
export function useBundleApplication({ id, page, me, onChanged }: Start) {
  const route = useRoute()
  const router = useRouter()
  const { links, at, check, clear, faults } = useFaults()
  const form = computed(() => page().form)
  const answers = ref<Answers>(keptLocally(id, me.id) ?? {})
  const notice = ref('')
  const uploads = useUploads()

  const chosen = computed(() =>
    page().items.filter(({ when }) => !when || when.equals.some((value) => value === answers.value[when.field])),
  )
  const materials = computed(() => materialsFor(page(), new Set(chosen.value.map(({ key }) => key))))
  const prefilled = computed(() => prefilledOf(form.value, me, null, null))
  const steps = computed<ApplyStep[]>(() => {
    const visible = new Set(visibleFields(form.value, answers.value))
    const topics = stepsOf(form.value).filter(({ fields }) => fields.some((key) => visible.has(key)))
    return [
      ...topics.map(({ title, fields }): ApplyStep => ({ kind: 'fields', title, fields })),
      { title: '上传材料', kind: 'materials', fields: [] },
      { title: '核对并提交', kind: 'review', fields: [] },
    ]
  })
  // The address holds the step, so that the browser's back button goes a step back.
  const now = computed(() => Math.min(Math.max(Number(route.query.step ?? 1) - 1, 0), steps.value.length - 1) || 0)
  const step = computed(() => steps.value[now.value])

  watch(answers, () => keepLocally(id, { owner: me.id, answers: answers.value }))
  watch([answers, uploads.stored], () => {
    const here = step.value
    if (!here || faults.value.length === 0) return
    const still = new Set(faultsIn(here).map(({ path }) => path))
    faults.value = faults.value.filter(({ path }) => still.has(path))
  })

  function formFaults(): FieldFault[] {
    return validateForm(form.value, tidyForm(form.value, answers.value), {
      today: legalDay(new Date()),
      allowDemo: true,
    })
      .filter(({ path }) => !prefilled.value[path.split('/')[1] ?? ''])
      .map(({ path, message }) => ({ path: `/form${path}`, message }))
  }
  function materialFaults(): FieldFault[] {
    const given = new Set(uploads.stored.value.map(({ materialId }) => materialId))
    return materials.value
      .filter(({ id: material, isNeed }) => isNeed === '1' && !given.has(material))
      .map(({ id: material, materialName }) => ({ path: `/materials/${material}`, message: `请上传“${materialName}”` }))
  }
  const belongsTo = (path: string, { kind, fields }: ApplyStep) =>
    kind === 'materials'
      ? path.startsWith('/materials')
      : fields.some((key) => path === `/form/${key}` || path.startsWith(`/form/${key}/`))
  const faultsIn = (one: ApplyStep) =>
    (one.kind === 'materials' ? materialFaults() : formFaults()).filter(({ path }) => belongsTo(path, one))

  async function goTo(index: number) {
    clear()
    await router.push({ query: { step: index + 1 } })
    window.scrollTo({ top: 0 })
  }
  async function next() {
    const here = step.value
    if (!here) return
    if (here.kind === 'materials' && uploads.unfinished.value)
      return void check([{ path: '', message: uploads.unfinished.value }])
    if (check(faultsIn(here))) await goTo(now.value + 1)
  }

  /** Shows faults where they can be mended: on the first step that has any. */
  async function showWhereTheyAre(found: FieldFault[]) {
    const index = steps.value.findIndex((one) => found.some(({ path }) => belongsTo(path, one)))
    const home = steps.value[index]
    if (!home) return void check(found)
    await goTo(index)
    await nextTick()
    check(found.filter(({ path }) => belongsTo(path, home)))
  }

  function application() {
    const own = Object.entries(tidyForm(form.value, answers.value)).filter(([key]) => !prefilled.value[key])
    const wanted = new Set(materials.value.map((material) => material.id))
    return {
      id,
      code: page().code,
      version: page().version,
      region: page().region,
      items: chosen.value.map(({ key, itemCode, itemVersion }) => ({ key, itemCode, itemVersion })),
      form: Object.fromEntries(own),
      materials: uploads.stored.value.filter(({ materialId }) => wanted.has(materialId)),
    }
  }

  const { mutate, isPending } = useMutation({
    mutationFn: () => call(submitBundle, { body: application() }),
    onSuccess: async (receipt) => {
      forgetLocally(id)
      queryClient.setQueryData(['mine', 'bundle-receipt', id], receipt)
      // Known until now as not there.
      await queryClient.resetQueries({ queryKey: ['mine', 'bundle', id] })
      for (const list of ['cases', 'latest-cases', 'unread'])
        void queryClient.invalidateQueries({ queryKey: ['mine', list] })
      await router.replace(`/my-bundles/${id}`)
    },
    onError: async (error) => {
      if (error instanceof ApiProblem && error.is(BundleDiffers)) return void router.replace(`/my-bundles/${id}`)
      if (error instanceof ApiProblem && error.is(BundleChanged)) {
        onChanged()
        await goTo(0)
        notice.value = '办事指南刚刚更新。您填写的内容都还在，请从头核对一遍再提交。'
        return
      }
      if (error instanceof Unreachable)
        return void check([{ path: '', message: '没有收到回执，可能是网络不畅。请再点一次“提交申请”，不会重复提交。' }])
      await showWhereTheyAre(faultsOf(error))
    },
  })

  async function submit(declared: boolean) {
    if (isPending.value) return
    const found = [...formFaults(), ...materialFaults()]
    if (found.length) return showWhereTheyAre(found)
    if (check(declared ? [] : [{ path: '/declared', message: '请阅读并勾选申请人声明' }])) mutate()
  }

  return {
    answers,
    uploads,
    prefilled,
    materials,
    chosen,
    steps,
    now,
    step,
    links,
    at,
    notice,
    isSubmitting: isPending,
    next,
    back: () => goTo(now.value - 1),
    goTo,
    submit,
  }
}
