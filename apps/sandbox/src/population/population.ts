import { fixedPeople } from './fixed.ts'
import { generatedPerson } from './generated.ts'
import type { Person } from './person.ts'

export type Population = ReturnType<typeof createPopulation>

/** Who exists: the fixed people, those put in at run time, and the million generated ones that need no storage. */
export function createPopulation() {
  const stored = new Map(fixedPeople.map((person) => [person.idNumber, person]))

  return {
    find: (idNumber: string): Person | undefined => stored.get(idNumber) ?? generatedPerson(idNumber),

    /** Adds the person or replaces whoever has this identity number. */
    put(person: Person): void {
      stored.set(person.idNumber, person)
    },

    /** The fixed people as they are now, then those added at run time. */
    list: (): Person[] => [...stored.values()],
  }
}
