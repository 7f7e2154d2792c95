import * as api from '@zhengtong/contract/organisation-exchange'
import { FileMissing } from '@zhengtong/contract/files'
import { staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { Problem } from '../../platform/problem.ts'
import { exportTable, importTable } from './exchange.ts'

const MEDIA = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** Tables of the organisation, in and out, for whoever keeps it. */
export function exchangeRoutes(app: App) {
  app.route({
    ...api.exportTable,
    config: { allow: 'staff:organise' },
    handler: async ({ actor, body }, reply) => {
      const file = await exportTable(app, staffOf(actor), body)
      return reply
        .type(MEDIA[body.format])
        .header('content-disposition', `attachment; filename="${body.table}.${body.format}"`)
        .send(file as unknown as Blob)
    },
  })
  app.route({
    ...api.importTable,
    config: { allow: 'staff:organise' },
    handler: async (request) => {
      const part = await request.file({ throwFileSizeLimit: false, limits: { fileSize: api.MAX_IMPORT_BYTES } })
      if (!part) throw new Problem(FileMissing)
      const file = await part.toBuffer()
      if (part.file.truncated) throw new Problem(api.TableTooLarge, { detail: '文件不能超过 2 MB，请分成几个文件' })
      const { table, apply = false } = request.query
      return importTable(app, staffOf(request.actor), { table, file, apply })
    },
  })
}
