/** Reports whether a text is a full object id of git (SHA-1 or SHA-256). Any other name of an object may move. */
export function isObjectId(text: string): boolean {
  return /^[0-9a-f]{40,64}$/.test(text)
}
