import fc from 'fast-check'

/** A piece of YAML to write: the writer below supports styles that serializers do not have. */
type Piece =
  | { kind: 'scalar'; text: string }
  | { kind: 'map'; entries: [string, Piece, string][] }
  | { kind: 'sequence'; items: [Piece, string][] }

const key = fc.constantFrom('image', 'tag', 'repository', 'a', 'b', 'c-d', 'e_f', 'x.y', "'quoted'", '"key"')
const word = fc.constantFrom(
  'v1.2.3',
  '1.10',
  'latest',
  'nginx',
  'ghcr.io/acme/app:1.2.3',
  'true',
  '0123',
  '2024-01-01',
  'üñí©ode',
  '日本',
  '~',
  'a b',
)
const scalar = fc.oneof(
  word,
  word.map((w) => `'${w}'`),
  word.map((w) => `"${w}"`),
  fc.constantFrom("'it''s'", '"a\\tb\\"c"', '""', "''", '', '!!str 12', '[]', '{}'),
  word.map((w) => `[${w.replace(':', '')}, 'x', "y"]`),
  word.map((w) => `{ k: '${w}', l: [1, 2], m: ${w.replace(':', '')} }`),
  fc
    .tuple(
      fc.constantFrom('|', '|-', '|+', '>', '>-', '| # note'),
      fc.array(word, { minLength: 1, maxLength: 3 }),
    )
    .map(([h, ws]) => `${h}\u0000${ws.join('\u0000')}`),
)
const trailer = fc.constantFrom('', '', '', ' # a comment', '\n', '\n\n# on its own line: x', '\n    # deep')

const { piece } = fc.letrec<{ piece: Piece }>((tie) => ({
  piece: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalar.map((text): Piece => ({ kind: 'scalar', text })),
    fc
      .uniqueArray(fc.tuple(key, tie('piece'), trailer), {
        minLength: 1,
        maxLength: 4,
        selector: ([k]) => k.replaceAll(/["']/g, ''),
      })
      .map((entries): Piece => ({ kind: 'map', entries })),
    fc
      .array(fc.tuple(tie('piece'), trailer), { minLength: 1, maxLength: 3 })
      .map((items): Piece => ({ kind: 'sequence', items })),
  ),
}))

function write(p: Piece, indent: string, step: string): string {
  if (p.kind === 'scalar') {
    const [header, ...lines] = p.text.split('\u0000')
    return lines.length > 0
      ? ` ${header}\n${lines.map((line) => `${indent || ' '}${line}`).join('\n')}\n`
      : p.text === ''
        ? '\n'
        : ` ${p.text}\n`
  }
  const parts =
    p.kind === 'map'
      ? p.entries.map(([k, value, after]) => ({ lead: `${k}:`, value, after }))
      : p.items.map(([value, after]) => ({ lead: '-', value, after }))
  const body = parts.map(({ lead, value, after }) => {
    const inner = write(value, indent + step, step)
    const plain = value.kind === 'scalar' && !value.text.includes('\u0000')
    const comment = after.startsWith(' #') ? (plain ? after : '') : after
    return `${indent}${lead}${comment.startsWith(' #') ? inner.replace(/\n$/, `${comment}\n`) : inner + (comment ? `${comment}\n` : '')}`
  })
  return `\n${body.join('')}`
}

/** Texts of one to three documents in many styles: comments, blank lines, CRLF, BOM, no last line break. */
export const yamlText = fc
  .tuple(
    fc.array(piece, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('  ', '    ', ' '),
    fc.record({ crlf: fc.boolean(), bom: fc.boolean(), cut: fc.boolean(), start: fc.boolean() }),
  )
  .map(([pieces, step, { crlf, bom, cut, start }]) => {
    const roots = pieces.map((p): Piece =>
      p.kind === 'scalar' ? { kind: 'map', entries: [['a', p, '']] } : p,
    )
    let text = roots.map((root) => write(root, '', step).slice(1)).join('---\n')
    if (start) text = `# head\n---\n${text}`
    if (cut) text = text.replace(/\n$/, '')
    if (crlf) text = text.replaceAll('\n', '\r\n')
    return bom ? `\uFEFF${text}` : text
  })
