import { ItemNotFound } from '@zhengtong/contract/catalogue'
import { MAX_FAVOURITES, TooManyFavourites, type Favourite } from '@zhengtong/contract/personal'
import type { Citizen } from '../../platform/actor.ts'
import type { Db } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import * as catalogue from '../catalogue/index.ts'
import * as store from './store.ts'

/** The person's favourites as they are today; one that no longer exists anywhere is left out. */
export async function listFavourites(db: Db, citizen: Citizen): Promise<Favourite[]> {
  const rows = await store.listFavourites(db, citizen.id, MAX_FAVOURITES)
  const shown = await Promise.all(
    rows.map(async ({ itemCode, addedAt }) => {
      const item = await catalogue.itemInForce(db, itemCode, citizen.now)
      return (
        item && {
          itemCode,
          addedAt,
          itemName: item.guide.taskName,
          agencyName: item.guide.deptName,
          canApply: item.applicable && item.state === 'in-force',
        }
      )
    }),
  )
  return shown.filter((row) => row !== undefined)
}

export async function addFavourite(db: Db, citizen: Citizen, itemCode: string): Promise<void> {
  if (!(await catalogue.itemInForce(db, itemCode, citizen.now))) throw new Problem(ItemNotFound)
  const added = await db
    .transaction()
    .execute((tx) => store.addFavourite(tx, citizen.id, itemCode, citizen.now.toISOString(), MAX_FAVOURITES))
  if (!added) throw new Problem(TooManyFavourites)
}

export async function removeFavourite(db: Db, citizen: Citizen, itemCode: string): Promise<void> {
  await db.transaction().execute((tx) => store.removeFavourite(tx, citizen.id, itemCode))
}
