import type { Board } from '@zhengtong/contract/appointment-queue'
import { NotFound } from '@zhengtong/contract/problem'
import { legalDate } from '../../platform/clock.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as access from '../access/index.ts'
import { hallCode, isBoardKey } from './hall-code.ts'
import { boardOf } from './ticket-store.ts'

/** The display of a hall: numbers and windows, never a name. Opened by the key that the desk has. */
export async function showBoard({ db, crypto }: Services, now: Date, hallId: string, key: string): Promise<Board> {
  const hall = isBoardKey(crypto, hallId, key) ? (await access.findHalls(db, [hallId])).get(hallId) : undefined
  if (!hall) throw new Problem(NotFound)
  return {
    hallName: hall.name,
    checkInCode: hallCode(crypto, hallId, now),
    ...(await boardOf(db, hallId, legalDate(now))),
  }
}
