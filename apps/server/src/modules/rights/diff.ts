import { clearances, type Clearance } from '@zhengtong/contract/access'
import { ChangeNotFound, type RightsChange, type RightsDiff } from '@zhengtong/contract/rights'
import type { Right } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import { rights } from '../access/index.ts'
import * as cases from '../cases/index.ts'

/** People shown with their cases; a role of thousands is told as a number. */
const SHOWN = 50
const CEILING = 10_000

/**
 * Who gains and loses which functions, which clearance and which cases when the change is made: the rights that people
 * have on the day it takes effect, before and after, through the very predicate that will decide.
 */
export async function diffOf(db: Db, change: RightsChange, now: Date): Promise<RightsDiff> {
  const today = legalDate(now)
  const { holders, day, apply } = await effectOf(db, change, today)
  const shown = holders.slice(0, SHOWN)
  const people = await rights.findPeople(db, shown)
  const held = await rights.rightsOf(db, shown, day)
  return {
    holders: holders.length,
    people: await Promise.all(
      people.map(async (person) => {
        const own = held.filter(({ staffId }) => staffId === person.id)
        const before = own.filter((each) => isOn(each, day))
        const after = apply(own, person.id).filter((each) => isOn(each, day))
        const [inBefore, inAfter] = await Promise.all([
          cases.readScope(db, { ...person, rights: before }),
          cases.readScope(db, { ...person, rights: after }),
        ])
        const functions = (list: Right[]) => [...new Set(list.flatMap(({ permissions }) => permissions))].toSorted()
        return {
          staffId: person.id,
          name: person.name,
          agencyName: person.agencyName,
          gains: functions(after).filter((each) => !functions(before).includes(each)),
          loses: functions(before).filter((each) => !functions(after).includes(each)),
          clearanceBefore: highest(before),
          clearanceAfter: highest(after),
          casesGained: await cases.casesMoved(db, inAfter, inBefore, CEILING),
          casesLost: await cases.casesMoved(db, inBefore, inAfter, CEILING),
        }
      }),
    ),
  }
}

type Held = Pick<rights.HeldRight, 'validFrom' | 'validUntil'> & Right & { grantId: string; roleId: string }

/** Whom a change touches, from which day, and what it makes of somebody's rights. */
async function effectOf(
  db: Db,
  change: RightsChange,
  today: string,
): Promise<{ holders: string[]; day: string; apply: (held: Held[], staffId: string) => Held[] }> {
  if (change.kind === 'grant') {
    const role = await rights.findRole(db, change.roleId)
    if (!role) throw new Problem(ChangeNotFound)
    const { validFrom, validUntil } = change
    const given = { ...role, grantId: '', roleId: role.id, validFrom, validUntil }
    return {
      holders: [change.staffId],
      day: validFrom > today ? validFrom : today,
      apply: (held) => [...held, given],
    }
  }
  if (change.kind === 'revoke') {
    const grant = await rights.findGrant(db, change.grantId)
    if (!grant) throw new Problem(ChangeNotFound)
    const day = grant.validFrom > today ? grant.validFrom : today
    return { holders: [grant.staffId], day, apply: (held) => held.filter(({ grantId }) => grantId !== change.grantId) }
  }
  // A new duty comes without rights: roles of it are granted afterwards.
  if (change.kind === 'duty') return { holders: [change.staffId], day: today, apply: (held) => held }
  const { role } = change
  return {
    holders: role.version === 0 ? [] : await rights.holdersOf(db, role.id, today),
    day: today,
    apply: (held) => held.map((each) => (each.roleId === role.id ? { ...each, ...role } : each)),
  }
}

function isOn({ validFrom, validUntil }: Held, day: string): boolean {
  return validFrom <= day && (validUntil === null || validUntil >= day)
}

/** The highest clearance of these rights; null without any. */
function highest(list: Right[]): Clearance | null {
  const order = Object.keys(clearances) as Clearance[]
  return order.findLast((label) => list.some(({ clearance }) => clearance === label)) ?? null
}
