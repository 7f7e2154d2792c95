/** True for a driving licence file number (驾驶证档案编号): 12 digits, no check digit. It is not the licence number. */
export function isDrivingFile(text: string): boolean {
  return /^\d{12}$/.test(text)
}

/** The first four digits: the traffic office that keeps the file. */
export function drivingFileOffice(file: string): string {
  return file.slice(0, 4)
}
