import * as api from '@zhengtong/contract/cases'
import { FamilyMandateNotFound, listFamilyCases } from '@zhengtong/contract/family'
import { NotFound } from '@zhengtong/contract/problem'
import { citizenOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { Problem } from '../../platform/problem.ts'
import * as family from '../family/index.ts'
import * as files from '../files/index.ts'
import { findOwnCase, viewing } from './own-case-store.ts'
import * as store from './store.ts'
import { listSummaries } from './view.ts'

const SHOWN = 50

/** What members of a family see of each other's cases. */
export function familyRoutes(app: App) {
  app.route({
    ...listFamilyCases,
    config: { allow: 'person' },
    handler: async ({ actor, params }) => {
      const followed = await family.findFollowed(app.db, citizenOf(actor), params.id)
      if (!followed) throw new Problem(FamilyMandateNotFound)
      const { principalId: id, items } = followed
      return listSummaries(app.db, { id, now: actor.now, ...(items ? { itemScope: items } : {}) }, SHOWN)
    },
  })

  // Files belong to whoever uploaded them; a case opens them to him whom it is about.
  app.route({
    ...api.getOwnCaseFile,
    config: { allow: 'citizen' },
    handler: async ({ actor, params: { id, fileId } }, reply) => {
      const found = await findOwnCase(app.db, viewing(app, citizenOf(actor)), id)
      const [file] = found && (await store.hasFile(app.db, id, fileId)) ? await files.findFiles(app.db, [fileId]) : []
      if (!file) throw new Problem(NotFound)
      return files.sendContent(reply, file, await files.readFileContent(app.config, file.id))
    },
  })
}
