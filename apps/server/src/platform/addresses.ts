import { BlockList, isIP } from 'node:net'

/** What is wrong with a list of addresses and networks (`10.1.0.0/16`, `2001:db8::/32`, `192.0.2.7`); empty when nothing. */
export function addressFaults(list: readonly string[]): string[] {
  return list.filter((entry) => {
    const [address = '', prefix, ...rest] = entry.split('/')
    const family = isIP(address)
    const bits = Number(prefix ?? 0)
    return family === 0 || rest.length > 0 || !Number.isInteger(bits) || bits < 0 || bits > (family === 4 ? 32 : 128)
  })
}

/** Whether an address is on the list; an empty list holds every address. IPv4 written as IPv6 is IPv4. */
export function isAddressAmong(list: readonly string[]): (address: string) => boolean {
  if (list.length === 0) return () => true
  const networks = new BlockList()
  for (const entry of list) {
    const [address = '', prefix] = entry.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    networks.addSubnet(address, Number(prefix ?? (family === 'ipv4' ? 32 : 128)), family)
  }
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
    return isIP(plain) !== 0 && networks.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4')
  }
}
