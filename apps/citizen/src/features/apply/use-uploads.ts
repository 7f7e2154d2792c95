import { call } from '@zhengtong/contract/client'
import { deleteFile, MAX_FILE_BYTES } from '@zhengtong/contract/files'
import { sizeInWords } from '@zhengtong/ui/sizes'
import { v7 } from 'uuid'
import { computed, reactive } from 'vue'
import { sendFile } from '../../shared/files.ts'
import { noteSignedOut } from '../../shared/query-client.ts'

export interface Upload {
  id: string
  name: string
  size: number
  mediaType: string
  state: 'sending' | 'done' | 'failed'
  /** 0 to 1 */
  progress: number
  message: string
  /** Out of the person's vault: taking it off the list deletes nothing. */
  kept?: true
}

export const ACCEPTED_NAMES = '.pdf,.jpg,.jpeg,.png,.ofd'
const accepted = new RegExp(`\\.(${ACCEPTED_NAMES.replace(/\./g, '').replace(/,/g, '|')})$`, 'i')

function refusal({ name, size }: File) {
  if (!accepted.test(name)) return `“${name}”的格式不能上传，请换成 PDF、JPG、PNG 或 OFD`
  if (size > MAX_FILE_BYTES) return `“${name}”有 ${sizeInWords(size)}，超过 20 MB，请压缩后再传`
  return size === 0 ? `“${name}”是空文件，请重新选择` : ''
}

/** The uploads of an application, by material; `onChange` runs when the set of stored files changes. */
export function useUploads(onChange: () => void = () => undefined) {
  const byMaterial = reactive<Record<string, Upload[]>>({})
  const sources = new Map<string, { file: File; abort: AbortController }>()

  /** Materials promised for later (容缺). */
  const promised = reactive(new Set<string>())

  const of = (materialId: string) => byMaterial[materialId] ?? []
  const find = (id: string) =>
    Object.values(byMaterial)
      .flat()
      .find((upload) => upload.id === id)

  async function send(id: string) {
    const source = sources.get(id)
    const upload = find(id)
    if (!source || !upload) return
    Object.assign(upload, { state: 'sending', progress: 0, message: '' })
    try {
      const stored = await sendFile(id, source.file, (share) => (upload.progress = share), source.abort.signal)
      Object.assign(upload, { state: 'done', progress: 1, mediaType: stored.mediaType })
      sources.delete(id)
      onChange()
    } catch (error) {
      noteSignedOut(error)
      Object.assign(upload, { state: 'failed', message: error instanceof Error ? error.message : '没有传上去，请重试' })
    }
  }

  /** Starts uploading the chosen files; answers why some were not taken, empty when all were. */
  function add(materialId: string, files: readonly File[]): string {
    const taken = files.filter((file) => !refusal(file))
    const list = (byMaterial[materialId] ??= [])
    for (const file of taken) {
      const id = v7()
      sources.set(id, { file, abort: new AbortController() })
      list.push({
        id,
        name: file.name,
        size: file.size,
        mediaType: file.type,
        state: 'sending',
        progress: 0,
        message: '',
      })
      void send(id)
    }
    return files.map(refusal).filter(Boolean).join('；')
  }

  function remove(materialId: string, id: string) {
    const gone = find(id)
    sources.get(id)?.abort.abort()
    sources.delete(id)
    byMaterial[materialId] = of(materialId).filter((upload) => upload.id !== id)
    onChange()
    // The server also clears files that no draft names; failing here leaves nothing wrong.
    if (gone?.state === 'done' && !gone.kept) call(deleteFile, { params: { id } }).catch(noteSignedOut)
  }

  /** Hands in a file that the person keeps in his vault, once. */
  function choose(materialId: string, file: { id: string; name: string; size: number; mediaType: string }) {
    const list = (byMaterial[materialId] ??= [])
    if (list.some(({ id }) => id === file.id)) return
    const { id, name, size, mediaType } = file
    list.push({ id, name, size, mediaType, state: 'done', progress: 1, message: '', kept: true })
    onChange()
  }

  /** Puts back what a draft holds. */
  function restore(
    materialId: string,
    stored: readonly { id: string; name: string; size: number; mediaType: string }[],
  ) {
    byMaterial[materialId] = stored.map((file) => ({ ...file, state: 'done', progress: 1, message: '' }))
  }

  function promise(materialId: string, isPromised: boolean) {
    if (isPromised) promised.add(materialId)
    else promised.delete(materialId)
    onChange()
  }

  return {
    of,
    promise,
    isPromised: (materialId: string) => promised.has(materialId),
    /** What is promised and has no file yet. */
    owed: computed(() => [...promised].filter((materialId) => of(materialId).length === 0)),
    add,
    remove,
    choose,
    restore,
    retry: send,
    /** Stored files by material, as the API takes them. */
    stored: computed(() =>
      Object.entries(byMaterial)
        .map(([materialId, list]) => ({
          materialId,
          fileIds: list.filter(({ state }) => state === 'done').map(({ id }) => id),
        }))
        .filter(({ fileIds }) => fileIds.length > 0),
    ),
    /** What keeps the person from going on: files under way or failed; empty when all are stored. */
    unfinished: computed(() => {
      const states = new Set(Object.values(byMaterial).flatMap((list) => list.map(({ state }) => state)))
      if (states.has('sending')) return '还有文件正在上传，请等它传完'
      return states.has('failed') ? '有文件没有传上去，请重新上传或删除它' : ''
    }),
  }
}
export type Uploads = ReturnType<typeof useUploads>
