import { expect, it } from 'vitest'
import { isSafe } from '../../../src/registry/transport.ts'

it.each([
  ['https://ghcr.io', 'https://ghcr.io/token', true],
  ['https://registry-1.docker.io', 'https://auth.docker.io/token', true],
  ['https://ghcr.io', 'http://ghcr.io/token', false],
  ['https://ghcr.io', 'http://127.0.0.1/token', false],
  ['http://127.0.0.1:5000', 'http://127.0.0.1:5001/token', true],
  ['http://localhost:5000', 'https://auth.example.com/token', true],
  ['http://localhost:5000', 'file:///etc/passwd', false],
  ['https://ghcr.io', 'https://jo:pw@example.com/token', false],
])('whether %s may lead to %s: %s', (from, to, safe) => {
  expect(isSafe(new URL(to), new URL(from))).toBe(safe)
})
