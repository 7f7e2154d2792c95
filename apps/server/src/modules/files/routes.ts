import * as api from '@zhengtong/contract/files'
import { NotFound } from '@zhengtong/contract/problem'
import type { App } from '../../platform/app.ts'
import { citizenOf } from '../../platform/actor.ts'
import { Problem } from '../../platform/problem.ts'
import { blobStore, readFileContent } from './content.ts'
import { sendContent } from './send.ts'
import { deleteUnused, findFile } from './store.ts'
import { uploadFile } from './upload.ts'

export function routes(app: App) {
  app.route({
    ...api.uploadFile,
    config: { allow: 'citizen' },
    handler: async (request, reply) => {
      const part = await request.file()
      if (!part) throw new Problem(api.FileMissing)
      const { id } = request.params
      const saved = await uploadFile(app, citizenOf(request.actor), {
        id,
        name: part.filename,
        content: part.file,
      })
      return reply.code(201).send(saved)
    },
  })

  app.route({
    ...api.downloadFile,
    config: { allow: 'citizen' },
    handler: async (request, reply) => {
      const file = await findFile(app.db, citizenOf(request.actor), request.params.id)
      if (!file) throw new Problem(NotFound)
      return sendContent(reply, file, await readFileContent(app.config, file.id))
    },
  })

  app.route({
    ...api.deleteFile,
    config: { allow: 'citizen' },
    handler: async (request, reply) => {
      const { id } = request.params
      const deleted = await app.db.transaction().execute((tx) => deleteUnused(tx, citizenOf(request.actor), id))
      if (deleted) await blobStore(app.config).remove(id)
      else if (await findFile(app.db, citizenOf(request.actor), id)) throw new Problem(api.FileInUse)
      return reply.code(204).send(null)
    },
  })
}
