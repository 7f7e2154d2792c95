import { ApiProblem, Unreachable } from '@zhengtong/contract/client'
import type { StoredFile } from '@zhengtong/contract/files'
import type { ProblemPage } from '@zhengtong/contract/problem'

/** Where the signed-in person's own file is served. */
export const fileUrl = (id: string) => `/api/v1/files/${id}`

/** Where a file of a case is served to whom the case is about, whoever uploaded it. */
export const caseFileUrl = (caseId: string, fileId: string) => `/api/v1/cases/${caseId}/files/${fileId}`

/**
 * Uploads a file under an id of our making (`uploadFile` of the contract); the same id again finds the first upload.
 * XMLHttpRequest, because fetch does not tell how far an upload has come. Rejects with ApiProblem or Unreachable.
 */
export function sendFile(
  id: string,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<StoredFile> {
  const { promise, resolve, reject } = Promise.withResolvers<StoredFile>()
  const request = new XMLHttpRequest()
  const body = new FormData()
  body.append('file', file)
  request.open('PUT', fileUrl(id))
  request.responseType = 'json'
  request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded / total))
  request.addEventListener('load', () => {
    const answer: unknown = request.response
    if (answer === null) reject(new Unreachable())
    else if (request.status < 300) resolve(answer as StoredFile)
    else reject(new ApiProblem(answer as ProblemPage))
  })
  request.addEventListener('error', () => reject(new Unreachable()))
  request.addEventListener('abort', () => reject(new Unreachable()))
  signal.addEventListener('abort', () => request.abort())
  request.send(body)
  return promise
}
