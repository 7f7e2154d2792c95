import { useMutation } from '@tanstack/vue-query'
import { GuideChanged, SubmissionDiffers } from '@zhengtong/contract/case-problems'
import { submitCase } from '@zhengtong/contract/cases'
import { getDraft } from '@zhengtong/contract/drafts'
import type { ItemPage } from '@zhengtong/contract/catalogue'
import { ApiProblem, call, Unreachable } from '@zhengtong/contract/client'
import { KinshipEnded, type FileableRelative } from '@zhengtong/contract/family'
import type { Me } from '@zhengtong/contract/identity'
import { MayNotSign, type Mandate } from '@zhengtong/contract/organisations'
import type { FieldFault } from '@zhengtong/contract/problem'
import { tidyForm, validateForm, visibleFields } from '@zhengtong/domain/form-rules'
import { pruneOff, situate } from '@zhengtong/domain/situations'
import { legalDay } from '@zhengtong/ui/dates'
import { fieldId } from '@zhengtong/ui/field-id'
import { stepsOf, type Answers } from '@zhengtong/ui/form-words'
import { computed, nextTick, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { faultsOf, useFaults } from '../../shared/faults.ts'
import { queryClient } from '../../shared/query-client.ts'
import { forgetLocally, keepLocally, keptLocally, type OpenDraft } from './draft.ts'
import { prefilledOf } from './prefill.ts'
import { useAutosave } from './use-autosave.ts'
import { useUploads } from './use-uploads.ts'

export interface ApplyStep {
  title: string
  kind: 'fields' | 'materials' | 'review'
  fields: string[]
}

interface Start {
  id: string
  page: () => ItemPage
  me: Me
  mandate: Mandate | null
  relative: FileableRelative | null
  draft: OpenDraft | null
  onGuideChanged: () => void
}

/** One application being filled in: answers, uploads, steps, faults, draft and submission. */
export function useApplication({ id, page, me, mandate, relative, draft, onGuideChanged }: Start) {
  const route = useRoute()
  const router = useRouter()
  const { links, at, check, clear, faults } = useFaults()
  const guide = computed(() => page().guide)

  const onBehalfOf = mandate?.organisationId ?? null
  const forRelative = relative?.id ?? null
  const owner = `${me.id}:${onBehalfOf ?? forRelative ?? ''}`
  const kept = keptLocally(id, owner)
  const answers = ref<Answers>(kept ?? draft?.form ?? {})
  /** Where it is handed in: null, the deciding agency itself. */
  const receivedBy = ref<string | null>(null)
  /** What he hears when the guide was changed under his hands; until he has seen it, the draft stays one of the old version. */
  const changes = ref(draft?.changes ?? [])
  const begunUnder = ref(changes.value.length > 0 && draft ? draft.itemVersion : page().version)
  // Files are only on the server: the draft must name them at once.
  const uploads = useUploads(() => {
    autosave.schedule()
    void autosave.flush()
  })
  for (const { materialId, fileIds } of draft?.materials ?? []) {
    uploads.restore(materialId, draft?.files.filter((file) => fileIds.includes(file.id)) ?? [])
  }

  for (const materialId of draft?.owed ?? []) uploads.promise(materialId, true)

  const here = computed(() => situate(guide.value, answers.value))
  const questions = computed(() =>
    (guide.value.situations ?? []).map(({ field }) => field).filter((field) => !here.value.off.has(field)),
  )
  const prefilled = computed(() => prefilledOf(guide.value.form, me, mandate, relative))
  const steps = computed<ApplyStep[]>(() => {
    const { form, materials: asked } = here.value
    const visible = new Set(visibleFields(form, answers.value))
    const situation = { title: '您的情况', fields: questions.value }
    const others = stepsOf(form).map(({ title, fields }) => ({
      title,
      fields: fields.filter((key) => !questions.value.includes(key)),
    }))
    // First what decides on everything else.
    const topics = [situation, ...others].filter(({ fields }) => fields.some((key) => visible.has(key)))
    const materials: ApplyStep[] = asked.length ? [{ title: '上传材料', kind: 'materials', fields: [] }] : []
    return [
      ...topics.map((topic): ApplyStep => ({ kind: 'fields', title: topic.title, fields: topic.fields })),
      ...materials,
      { title: '核对并提交', kind: 'review', fields: [] },
    ]
  })
  // The address holds the step, so that the browser's back button goes a step back.
  const now = computed(() => Math.min(Math.max(Number(route.query.step ?? 1) - 1, 0), steps.value.length - 1) || 0)
  const step = computed(() => steps.value[now.value])

  /** What he submits: his answers and files as far as this version and his situation ask for them. */
  function application() {
    const form = pruneOff(tidyForm(here.value.form, answers.value), here.value.off)
    const own = Object.entries(form).filter(
      ([key]) => !prefilled.value[key] && Object.hasOwn(guide.value.form.properties, key),
    )
    const wanted = new Set(here.value.materials.map((material) => material.id))
    return {
      ...saved(),
      itemVersion: page().version,
      form: Object.fromEntries(own),
      materials: uploads.stored.value.filter(({ materialId }) => wanted.has(materialId)),
      owed: uploads.owed.value.filter((materialId) => wanted.has(materialId)),
    }
  }
  /** What the draft keeps: everything that he filled in, also what is not asked for at present. */
  function saved() {
    const own = Object.entries(tidyForm(guide.value.form, answers.value)).filter(([key]) => !prefilled.value[key])
    return {
      onBehalfOf,
      forRelative,
      itemCode: page().code,
      itemVersion: begunUnder.value,
      form: Object.fromEntries(own),
      materials: uploads.stored.value,
      owed: uploads.owed.value,
    }
  }
  const autosave = useAutosave(id, saved)
  /** He has seen what changed: the draft is one of the new version now. */
  function noteChanges() {
    changes.value = []
    begunUnder.value = page().version
    autosave.schedule()
  }
  watch(answers, () => {
    keepLocally(id, { owner, answers: answers.value })
    autosave.schedule()
  })
  watch([answers, uploads.stored, uploads.owed], () => {
    const here = step.value
    if (!here || faults.value.length === 0) return
    const still = new Set(faultsIn(here).map(({ path }) => path))
    faults.value = faults.value.filter(({ path }) => still.has(path))
  })

  function formFaults(): FieldFault[] {
    const today = legalDay(new Date())
    const { form } = here.value
    return validateForm(form, application().form, { today, allowDemo: true })
      .filter(({ path }) => !prefilled.value[path.split('/')[1] ?? ''])
      .map(({ path, message }) => ({ path: `/form${path}`, message }))
  }
  function materialFaults(): FieldFault[] {
    const given = new Set(uploads.stored.value.map(({ materialId }) => materialId))
    const missing = here.value.materials.filter(
      ({ id: materialId, isNeed, allowLater, obtainMode }) =>
        obtainMode === 'UPLOAD' &&
        !given.has(materialId) &&
        (isNeed === '1' || (allowLater && !uploads.isPromised(materialId))),
    )
    return missing.map((material) => ({
      path: `/materials/${material.id}`,
      message: `请上传“${material.materialName}”${material.isNeed === '1' ? '' : '，或者承诺以后补交'}`,
    }))
  }
  const belongsTo = (path: string, { kind, fields }: ApplyStep) =>
    kind === 'materials'
      ? path.startsWith('/materials')
      : fields.some((key) => path === `/form/${key}` || path.startsWith(`/form/${key}/`))
  const faultsIn = (one: ApplyStep) =>
    (one.kind === 'materials' ? materialFaults() : formFaults()).filter(({ path }) => belongsTo(path, one))

  async function goTo(index: number) {
    clear()
    await router.push({ query: { ...route.query, step: index + 1 } })
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

  /** Saved under the version he began with, the draft comes back with what changed for him. */
  async function learnChanges() {
    autosave.schedule()
    await autosave.flush()
    try {
      changes.value = (await call(getDraft, { params: { id } })).changes
    } catch {
      // Without the list the faults of the next try still lead him.
      changes.value = []
    }
    if (changes.value.length === 0) begunUnder.value = page().version
  }

  const { mutate, isPending } = useMutation({
    mutationFn: async () => {
      await autosave.stop()
      return call(submitCase, { body: { id, ...application(), receivedBy: receivedBy.value } })
    },
    onSuccess: async (receipt) => {
      forgetLocally(id)
      queryClient.setQueryData(['mine', 'receipt', id], receipt)
      for (const list of ['cases', 'latest-cases', 'drafts', 'unread'])
        void queryClient.invalidateQueries({ queryKey: ['mine', list] })
      await router.replace(`/cases/${id}/receipt`)
    },
    onError: async (error) => {
      autosave.resume()
      if (error instanceof ApiProblem && error.is(SubmissionDiffers)) return void router.replace(`/cases/${id}`)
      if (error instanceof ApiProblem && error.is(GuideChanged)) {
        onGuideChanged()
        await learnChanges()
        return goTo(0)
      }
      // The page then says who can go on.
      if (error instanceof ApiProblem && error.is(KinshipEnded))
        return void queryClient.invalidateQueries({ queryKey: ['mine', 'relatives'] })
      // A right taken away meanwhile: the page learns it, and the answer says who can submit.
      if (error instanceof ApiProblem && error.is(MayNotSign))
        void queryClient.invalidateQueries({ queryKey: ['mine', 'identity'] })
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

  /** Leads to the field or material that a change is about. */
  async function lead(path: string) {
    const index = steps.value.findIndex((one) => belongsTo(path, one))
    if (index < 0) return
    if (index !== now.value) await goTo(index)
    await nextTick()
    const control = document.getElementById(fieldId(path))
    control?.focus()
    control?.scrollIntoView({ block: 'center' })
  }

  return {
    here,
    changes,
    noteChanges,
    lead,
    answers,
    receivedBy,
    uploads,
    prefilled,
    steps,
    now,
    step,
    faults,
    links,
    at,
    autosave,
    isSubmitting: isPending,
    next,
    back: () => goTo(now.value - 1),
    goTo,
    submit,
  }
}
