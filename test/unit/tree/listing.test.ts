import fc from 'fast-check'
import { expect, it } from 'vitest'
import { entriesOf, listingOfText } from '../../../src/git/listing.ts'
import { EditedListing, EntryListing } from '../../../src/tree/listing.ts'
import type { Listing } from '../../../src/tree/tree.ts'

/** Names that sort before and after a slash, that begin alike, and that are not ASCII. */
const name = fc.constantFrom(
  'a',
  'b',
  'a-b',
  'a.yaml',
  'a0',
  'ab',
  'Z',
  'a b',
  '120000 blob x',
  'é',
  '😀',
  '',
)
const path = fc
  .array(name, { minLength: 1, maxLength: 4 })
  .map((names) => names.filter((part) => part !== '').join('/') || 'root.yaml')
const mode = fc.constantFrom('100644', '100755', '120000', '160000')

/** The files of a tree, in git's order. No path is a folder of another path. */
const tree = fc
  .uniqueArray(fc.tuple(path, mode), { selector: ([of]) => of, maxLength: 30 })
  .map((all) =>
    all
      .filter(([of]) => !all.some(([other]) => other.startsWith(`${of}/`)))
      .toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  )

const asText = (files: readonly (readonly [string, string])[]) =>
  files.map(([of, kind], i) => `${kind} blob ${i.toString(16).padStart(40, '0')}\t${of}\0`).join('')

function answers(listing: Listing, asked: readonly string[]): unknown {
  const folders = asked.flatMap((one) => [one, one.slice(0, Math.max(0, one.lastIndexOf('/')))])
  return {
    got: asked.map((one) => listing.get(one)),
    folders: folders.map((one) => listing.isFolder(one)),
    children: folders.map((one) => listing.children(one).toSorted()),
    below: folders.map((one) =>
      listing
        .below(one)
        .map((entry) => entry.path)
        .toSorted(),
    ),
    all: listing
      .all()
      .map((entry) => entry.path)
      .toSorted(),
    allFolders: listing.folders().toSorted(),
    links: listing
      .links()
      .map((entry) => entry.path)
      .toSorted(),
  }
}

it('is the same read from the text of git as from its entries', () => {
  fc.assert(
    fc.property(tree, fc.array(path), (files, others) => {
      const text = asText(files)
      const asked = [...files.map(([of]) => of), ...others, '']
      expect(answers(listingOfText(text), asked)).toEqual(answers(new EntryListing(entriesOf(text)), asked))
    }),
    { numRuns: 1000 },
  )
})

it('gives each file of a tree, and what is in each folder', () => {
  const paths = ['apps/a-b/x.yaml', 'apps/a.yaml', 'apps/a/b/x.yaml', 'apps/a/x.yaml', 'apps/a0', 'root.yaml']
  const text = asText(paths.map((of) => [of, '100644'] as const))
  for (const listing of [listingOfText(text), new EntryListing(entriesOf(text))]) {
    expect(listing.get('apps/a/x.yaml')).toEqual({
      path: 'apps/a/x.yaml',
      mode: '100644',
      oid: `${'0'.repeat(39)}3`,
    })
    expect(listing.get('apps/a')).toBeUndefined()
    expect(listing.children('')).toEqual(['apps', 'root.yaml'])
    expect(listing.children('apps')).toEqual(['apps/a-b', 'apps/a.yaml', 'apps/a', 'apps/a0'])
    expect(listing.below('apps/a').map((entry) => entry.path)).toEqual(['apps/a/b/x.yaml', 'apps/a/x.yaml'])
    expect(listing.isFolder('apps/a/b')).toBe(true)
    expect(listing.isFolder('apps/a.yaml')).toBe(false)
    expect(listing.folders().toSorted()).toEqual(['apps', 'apps/a', 'apps/a-b', 'apps/a/b'])
  }
})

it('shows an edit in every answer', () => {
  const text = asText([
    ['apps/a.yaml', '100644'],
    ['apps/b.yaml', '100644'],
  ])
  const edit = { path: 'apps/b.yaml', mode: '100644', oid: 'e'.repeat(40) } as const
  const listing = new EditedListing(listingOfText(text), [edit])
  for (const all of [listing.all(), listing.below('apps'), [listing.get('apps/b.yaml')]])
    expect(all.find((entry) => entry?.path === edit.path)).toEqual(edit)
  expect(listing.get('apps/a.yaml')?.oid).toBe('0'.repeat(40))
})
