/** Returns bytes as characters, one for each byte, so that no byte is lost. */
export function latin1(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1')
}
