/**
 * Reads the body of a response, and stops when it is too long, whatever its header contains.
 *
 * @param most the maximum number of bytes
 * @returns undefined if it is longer
 * @throws the error of the connection if the body is interrupted
 */
export async function bodyUpTo(response: Response, most: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > most) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
