/**
 * The Luhn check digit of a string of digits (ISO/IEC 7812-1 annex B). Throws RangeError on anything but digits.
 */
export function luhnDigit(digits: string): string {
  if (!/^\d+$/.test(digits)) throw new RangeError('digits expected')
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, char, index) => {
      const doubled = Number(char) * (index % 2 === 0 ? 2 : 1)
      return total + (doubled > 9 ? doubled - 9 : doubled)
    }, 0)
  return String((10 - (sum % 10)) % 10)
}

/** True when the last digit is the Luhn digit of those before it. */
export function passesLuhn(digits: string): boolean {
  return /^\d{2,}$/.test(digits) && luhnDigit(digits.slice(0, -1)) === digits.at(-1)
}

/** True for 13 to 19 digits that pass Luhn (ISO/IEC 7812-1). Says nothing about whether the card exists. */
export function isBankCard(text: string): boolean {
  return /^\d{13,19}$/.test(text) && passesLuhn(text)
}
