import { describe, expect, it } from 'vitest'
import { NoAnswer, ServerRefusal } from '../../../../src/controllers/argocd/faults/failure.ts'
import { itemsOf } from '../../../../src/controllers/argocd/api/items.ts'

/** Returns the items of a text that arrives in chunks of the given number of bytes. */
async function read(text: string, size = text.length): Promise<unknown[]> {
  const bytes = Buffer.from(text)
  async function* pieces() {
    for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size)
  }
  const items: unknown[] = []
  for await (const item of itemsOf(pieces(), { status: 200 })) items.push(item)
  return items
}

describe('the items of a list', () => {
  const items = [
    { metadata: { name: 'a"}]{[\\' }, list: [[{}], { deep: [{ x: '}' }] }] },
    { metadata: { name: 'ä€😀' }, text: '"items":[{"no":1}]' },
    {},
  ]
  const list = JSON.stringify({
    metadata: { resourceVersion: '1', managed: [{ not: 'one' }] },
    items,
    more: '[{',
  })

  it.each([1, 2, 3, 7, 64, 10_000])(
    'are the same however they arrive: in pieces of %i bytes',
    async (size) => {
      expect(await read(list, size)).toEqual(items)
      expect(await read(`\n ${JSON.stringify({ items }, undefined, 2)}\n`, size)).toEqual(items)
    },
  )

  it('are not parsed where they cannot be of interest', async () => {
    async function* pieces() {
      yield Buffer.from('{"items":[{"name":"a"},{"name":"b", not JSON},{"name":"c"}]}')
    }
    const found: unknown[] = []
    const mayHold = (json: Uint8Array) => !Buffer.from(json).includes('"b"')
    for await (const item of itemsOf(pieces(), { status: 200 }, mayHold)) found.push(item)
    expect(found).toEqual([{ name: 'a' }, { name: 'c' }])
  })

  it('are none where the list is empty, or null as Go writes it', async () => {
    expect(await read('{"items":[],"metadata":{}}')).toEqual([])
    expect(await read('{"items":null}')).toEqual([])
  })

  it('are an error where half of it arrives: an app that is missing would look deleted', async () => {
    for (const length of [list.length - 1, Math.floor(list.length / 2), 1, 0])
      await expect(read(list.slice(0, length), 5)).rejects.toBeInstanceOf(NoAnswer)
  })

  it('are an error where a page comes in their place', async () => {
    await expect(read('<!doctype html><title>Log in</title>', 4)).rejects.toBeInstanceOf(ServerRefusal)
    await expect(read('upstream connect error {}')).rejects.toBeInstanceOf(ServerRefusal)
  })
})
