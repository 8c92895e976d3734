/** Whether a text is the whole id of one of git's objects, by SHA-1 or SHA-256: whatever else names one may move on. */
export function isObjectId(text: string): boolean {
  return /^[0-9a-f]{40,64}$/.test(text)
}
