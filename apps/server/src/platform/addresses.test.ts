import { expect, test } from 'vitest'
import { addressFaults, isAddressAmong } from './addresses.ts'

test('an address is on the list by itself or in a network, in either way of writing', () => {
  const among = isAddressAmong(['10.1.0.0/16', '192.0.2.7', '2001:db8::/32'])
  const inside = ['10.1.200.3', '::ffff:10.1.0.9', '192.0.2.7', '2001:db8:1::5']
  expect(inside.filter((address) => !among(address))).toEqual([])
  expect(['10.2.0.1', '192.0.2.8', '2001:db9::1', '', 'nonsense'].filter(among)).toEqual([])
  expect(isAddressAmong([])('203.0.113.9')).toBe(true)
})

test('faults of the list are named', () => {
  const bad = ['10.1.0.0/33', '10.1.0', 'office', '2001:db8::/129', '10.0.0.0/8/8', '10.0.0.0/x']
  expect(addressFaults([...bad, '10.0.0.0/8', '::1'])).toEqual(bad)
})
