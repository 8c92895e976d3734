import { describe, expect, it } from 'vitest'
import { cutSummary } from '../../../src/runtime/summary.ts'

describe('cutSummary', () => {
  it('leaves a short one alone', () => {
    expect(cutSummary('# x\n')).toBe('# x\n')
  })

  it('cuts at the end of a line, below the limit in bytes', () => {
    const cut = cutSummary('äöü äöü\n'.repeat(200_000))
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(1_000_000)
    expect(Buffer.byteLength(cut)).toBeGreaterThan(990_000)
    expect(cut).toMatch(/äöü äöü\n\n_The rest is omitted.*_\n$/)
    expect(cut).not.toContain('\uFFFD')
  })

  it('closes a fence that it cuts', () => {
    expect(cutSummary(`\`\`\`diff\n${'+ x\n'.repeat(100)}\`\`\`\n`, 200)).toMatch(/\+ x\n```\n\n_The rest/)
  })

  it('cuts a single endless line as a whole', () => {
    expect(cutSummary('x'.repeat(1000), 200)).toMatch(/^\n\n_The rest/)
  })
})
