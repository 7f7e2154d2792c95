import {
  MAX_VAULT_FILES,
  VaultFull,
  VaultNeedsConsent,
  type VaultFile,
  type VaultKind,
} from '@zhengtong/contract/personal'
import { NotFound } from '@zhengtong/contract/problem'
import type { Citizen } from '../../platform/actor.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as files from '../files/index.ts'
import { hasConsent } from './consents.ts'
import { emptyVault } from './empty-vault.ts'
import * as store from './store.ts'

export async function listVault({ db }: Services, citizen: Citizen): Promise<VaultFile[]> {
  const rows = await store.listVault(db, citizen.id, MAX_VAULT_FILES)
  const stored = await files.findOwnFiles(
    db,
    { id: citizen.id },
    rows.map(({ fileId }) => fileId),
  )
  const byId = new Map(stored.map((file) => [file.id, file]))
  return rows.flatMap(({ fileId, kind, title, addedAt }) => {
    const file = byId.get(fileId)
    return file ? [{ ...file, kind, title, addedAt }] : []
  })
}

/** Keeps one of the person's uploads for later applications; again, it changes kind and title. */
export async function keepInVault(
  services: Services,
  citizen: Citizen,
  fileId: string,
  { kind, title }: { kind: VaultKind; title: string },
): Promise<VaultFile> {
  const { db } = services
  if (!(await hasConsent(db, citizen, 'materials-vault'))) throw new Problem(VaultNeedsConsent)
  const addedAt = citizen.now.toISOString()
  await db.transaction().execute(async (tx) => {
    if (!(await files.keepFile(tx, citizen.id, fileId, true))) throw new Problem(NotFound)
    const row = { citizenId: citizen.id, fileId, kind, title: title.trim() || '未命名', addedAt }
    if (!(await store.putIntoVault(tx, row, MAX_VAULT_FILES))) throw new Problem(VaultFull)
  })
  const kept = (await listVault(services, citizen)).find(({ id }) => id === fileId)
  if (!kept) throw new Problem(NotFound)
  return kept
}

/** Takes one file out of the vault; unless a case has it, the file itself is deleted. */
export async function removeFromVault(services: Services, citizen: Citizen, fileId: string): Promise<void> {
  const gone = await services.db.transaction().execute((tx) => emptyVault(tx, citizen, fileId))
  await files.removeContent(services.config, gone)
}
