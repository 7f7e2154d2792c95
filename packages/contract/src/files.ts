import { Type, type Static } from 'typebox'
import { Id, IdParams, Instant } from './page.ts'
import { problem } from './problem.ts'

/** A stored upload. `sm3` is the digest (GB/T 32905) of the bytes as received. */
export const StoredFile = Type.Object(
  {
    id: Id,
    name: Type.String(),
    mediaType: Type.String({ description: 'found from the content, not from the name' }),
    size: Type.Integer({ description: 'bytes' }),
    sm3: Type.String(),
    uploadedAt: Instant,
  },
  { title: 'StoredFile' },
)
export type StoredFile = Static<typeof StoredFile>

/** Largest single upload, in bytes. */
export const MAX_FILE_BYTES = 20 * 1024 * 1024
/** What applicants may upload; recognised by magic bytes. */
export const ACCEPTED_MEDIA_TYPES = ['application/pdf', 'image/jpeg', 'image/png', 'application/ofd'] as const

/** PUT of multipart/form-data with one part `file`. The client makes the id, so a retry finds its own file. */
export const uploadFile = {
  method: 'PUT',
  url: '/files/:id',
  schema: {
    tags: ['files'],
    summary: '上传一个材料文件（multipart/form-data,字段名 file;PDF、JPG、PNG、OFD,不超过 20 MB）',
    consumes: ['multipart/form-data'],
    params: IdParams,
    response: { 201: StoredFile },
  },
} as const

export const downloadFile = {
  method: 'GET',
  url: '/files/:id',
  schema: {
    tags: ['files'],
    summary: '下载自己上传的文件',
    params: IdParams,
    response: { 200: Type.Unsafe<Blob>({ type: 'string', format: 'binary' }) },
  },
} as const

export const deleteFile = {
  method: 'DELETE',
  url: '/files/:id',
  schema: { tags: ['files'], summary: '删除还没有提交的文件', params: IdParams, response: { 204: Type.Null() } },
} as const

export const FileTooLarge = problem('files:too-large', 413, '文件超过 20 MB,请压缩后再上传')
export const FileKindNotAccepted = problem('files:kind-not-accepted', 415, '只能上传 PDF、JPG、PNG 或 OFD 文件')
export const ImageTooLarge = problem('files:image-too-large', 413, '图片的像素太大，请缩小后再上传')
export const FileInfected = problem(
  'files:infected',
  422,
  '文件里发现病毒或木马，没有保存。请在自己的设备上查杀，再换一份文件上传',
)
export const FileNotScanned = problem('files:not-scanned', 503, '现在不能检查文件是否安全，没有保存，请过几分钟再上传')
export const FileMissing = problem('files:missing', 400, '没有收到文件，请重新选择')
export const QuotaExceeded = problem('files:quota-exceeded', 413, '您的存储空间已满，请先删除不用的文件')
export const FileInUse = problem('files:in-use', 409, '文件已随办件提交，不能删除')
export const FileIdTaken = problem('files:id-taken', 409, '文件编号重复，请重新上传')
