import { describe, expect, it } from 'vitest'
import { readConfig } from '../../../src/config/config.ts'
import { checksumIn, releaseOf } from '../../../src/render/programs/releases.ts'
import type { ProgramInputs } from '../../../src/render/programs/wanted.ts'
import { wantedPrograms } from '../../../src/render/programs/wanted.ts'
import { pinnedVersion } from '../../../src/render/versions.ts'
import { parseYaml } from '../../../src/yaml/parse.ts'

const configOf = (text: string) => readConfig(parseYaml(text, 'fairlead.yaml'))
const none: ProgramInputs = {
  'helm-path': undefined,
  'helm-version': undefined,
  'helm-sha256': [],
  'kustomize-path': undefined,
  'kustomize-version': undefined,
  'kustomize-sha256': [],
  'renderer-mirror': undefined,
}
const wanted = (config: string, inputs: Partial<ProgramInputs> = {}) =>
  wantedPrograms(configOf(config), { ...none, ...inputs })
const [a, b] = ['a'.repeat(64), 'B'.repeat(64)]

describe('the names of releases', () => {
  it.each([
    ['linux', 'x64', 'helm-v3.19.4-linux-amd64.tar.gz', 'kustomize_v5.8.1_linux_amd64.tar.gz'],
    ['linux', 'arm64', 'helm-v3.19.4-linux-arm64.tar.gz', 'kustomize_v5.8.1_linux_arm64.tar.gz'],
    ['linux', 'ppc64', 'helm-v3.19.4-linux-ppc64le.tar.gz', 'kustomize_v5.8.1_linux_ppc64le.tar.gz'],
    ['darwin', 'arm64', 'helm-v3.19.4-darwin-arm64.tar.gz', 'kustomize_v5.8.1_darwin_arm64.tar.gz'],
  ])('of %s %s', (platform, arch, helm, kustomize) => {
    expect(releaseOf('helm', '3.19.4', { platform, arch })).toMatchObject({
      path: helm,
      checksums: `${helm}.sha256sum`,
      publisher: 'https://get.helm.sh',
    })
    expect(releaseOf('kustomize', '5.8.1', { platform, arch })).toMatchObject({
      path: `kustomize/v5.8.1/${kustomize}`,
      checksums: 'kustomize/v5.8.1/checksums.txt',
    })
  })

  it('of others are not made up', () => {
    for (const [platform, arch] of [
      ['win32', 'x64'],
      ['linux', 'mips'],
      ['darwin', 'ppc64'],
    ] as const)
      expect(() => releaseOf('helm', '3.19.4', { platform, arch })).toThrow(/helm-path/)
  })
})

it('a checksum is read from the lines of sha256sum, for the very archive', () => {
  expect(checksumIn(`${b}  x.tar.gz\n`, 'x.tar.gz')).toBe(b.toLowerCase())
  expect(checksumIn(`${b} *./x.tar.gz\r\n${a}  y.tar.gz`, 'x.tar.gz')).toBe(b.toLowerCase())
  expect(
    checksumIn(`${a}  dir/x.tar.gz\n${a}  x.tar.gz.sig\n${a}  x.tar.gz more\n${a}\n`, 'x.tar.gz'),
  ).toBeUndefined()
})

describe('what is asked for', () => {
  it('is what the inputs say, before fairlead.yaml; a checksum stays with its version', () => {
    const own = `render: {helmVersion: v3.19.4, helmSha256: "${a}, ${b}"}`
    expect(wanted(own).helm).toEqual({ version: '3.19.4', isAsked: true, sha256: [a, b.toLowerCase()] })
    expect(wanted(own, { 'helm-version': '3.19.4' }).helm.sha256).toHaveLength(2)
    expect(wanted(own, { 'helm-version': '4.2.3' }).helm).toEqual({
      version: '4.2.3',
      isAsked: true,
      sha256: [],
    })
    expect(wanted(own, { 'helm-sha256': [b] }).helm.sha256).toEqual([b.toLowerCase()])
  })

  it('is else what the controller runs, which only stands in', () => {
    expect(wanted('argocd: {version: 3.4.2}').helm).toEqual({ version: '3.19.4', isAsked: false, sha256: [] })
    expect(wanted('flux: {version: "2.6"}').kustomize.version).toBe('5.6.0')
    expect(wanted('argocd: {version: "9.9"}').helm.version).toBe('4.2.3')
  })

  it('has a release for each controller that is known', () => {
    const versions = ['argocd: {version: 3.N}', 'flux: {version: 2.N}'].flatMap((text) =>
      Array.from({ length: 10 }, (_, minor) => text.replace('N', String(minor))),
    )
    for (const text of versions)
      for (const tool of ['helm', 'kustomize'] as const)
        expect(pinnedVersion(tool, configOf(text))).toMatch(/^\d+\.\d+\.\d+$/)
  })

  it.each<[string, Partial<ProgramInputs>, RegExp]>([
    ['', { 'helm-version': '3.19' }, /helm-version: "3.19" is not a full version/],
    ['', { 'helm-version': '../../x' }, /is not a full version/],
    ['', { 'kustomize-version': 'latest' }, /is not a full version/],
    ['', { 'helm-version': '3.19.4', 'helm-sha256': ['abc'] }, /"abc" is not a SHA-256/],
    ['', { 'helm-sha256': [a] }, /is set without its version/],
    ['', { 'helm-version': '3.19.4', 'helm-path': '/x' }, /both set/],
    ['', { 'renderer-mirror': 'http://mirror' }, /starts with https/],
    ['', { 'renderer-mirror': 'https://me:secret@mirror' }, /has no user, password/],
  ])('is refused where it cannot be: %s %o', (config, inputs, message) => {
    expect(() => wanted(config, inputs)).toThrow(message)
    expect(() => wanted(config, inputs)).not.toThrow(/secret/)
  })

  it('is refused with its line in fairlead.yaml', () => {
    expect(() => configOf('render:\n  helmVersion: "3.19"\n')).toThrow(
      /fairlead.yaml:2:17: render.helmVersion must be a full version/,
    )
    expect(() => configOf('render: {mirror: "http://x"}')).toThrow(/starts with https/)
    expect(wanted('render: {mirror: "https://x/y//"}').mirror).toBe('https://x/y')
  })
})
