import { expect, test } from 'vitest'
import { fixedPeople } from '../population/fixed.ts'
import { aRunningSandbox } from '../testing/running.ts'

function person(name: string) {
  const found = fixedPeople.find((each) => each.name === name)
  if (!found) throw new Error(`no ${name}`)
  return { name, idNumber: found.idNumber }
}

test('the register confirms a mother and her child, and nobody else', async () => {
  await using sandbox = await aRunningSandbox()
  const ask = async (guardian: object, relation: string) =>
    (
      await sandbox.send('POST', '/authorities/family/verify', {
        requestId: 'r-1',
        relation,
        guardian,
        child: person('赵小宇'),
      })
    ).json()
  expect(await ask(person('李秀英'), 'mother')).toEqual({ requestId: 'r-1', result: 'match' })
  expect(await ask(person('李秀英'), 'father')).toMatchObject({ result: 'mismatch' })
  expect(await ask(person('张三'), 'mother')).toMatchObject({ result: 'mismatch' })
  expect(await ask({ ...person('李秀英'), name: '李秀' }, 'mother')).toMatchObject({ result: 'mismatch' })
})
