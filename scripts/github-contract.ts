/**
 * Writes test/contracts/github-openapi.json: an excerpt of GitHub's own OpenAPI description with the operations that
 * Fairlead's tests use, shapes only. The fake GitHub checks every request and answer against it.
 *
 *   node scripts/github-contract.ts              writes the excerpt
 *   node scripts/github-contract.ts --check      exits 1 if the committed excerpt differs
 *   ... --from DIR                               uses the installed @octokit/openapi package in DIR
 *
 * The package is 400 MB, so it is not a devDependency: without --from it is installed in a temporary directory.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Cut, Json, JsonObject } from './contract-excerpt.ts'
import { excerptComponents, isObject, object, stripProse } from './contract-excerpt.ts'
const version = '23.0.2'
const excerptPath = fileURLToPath(new URL('../test/contracts/github-openapi.json', import.meta.url))

const operations = new Set([
  'actions/get-github-actions-default-workflow-permissions-repository',
  'actions/get-reviews-for-run',
  'actions/get-workflow-run',
  'apps/list-repos-accessible-to-installation',
  'checks/create',
  'git/create-blob',
  'git/create-commit',
  'git/create-ref',
  'git/create-tree',
  'git/delete-ref',
  'git/get-blob',
  'git/get-commit',
  'git/get-ref',
  'git/get-tree',
  'git/list-matching-refs',
  'git/update-ref',
  'issues/add-assignees',
  'issues/add-labels',
  'issues/create-comment',
  'issues/delete-comment',
  'issues/list-comments',
  'issues/list-labels-on-issue',
  'issues/list-milestones',
  'issues/remove-label',
  'issues/set-labels',
  'issues/update',
  'issues/update-comment',
  'pulls/create',
  'pulls/get',
  'pulls/list',
  'pulls/list-commits',
  'pulls/list-files',
  'pulls/list-requested-reviewers',
  'pulls/merge',
  'pulls/request-reviewers',
  'pulls/update',
  'rate-limit/get',
  'repos/compare-commits-with-basehead',
  'repos/create-deployment-status',
  'repos/download-tarball-archive',
  'repos/get',
  'repos/get-branch',
  'repos/get-branch-protection',
  'repos/get-branch-rules',
  'repos/get-commit',
  'repos/get-content',
  'repos/get-environment',
  'repos/get-repo-ruleset',
  'repos/get-repo-rulesets',
  'repos/list-activities',
  'repos/list-branches',
  'repos/list-deployment-branch-policies',
  'repos/list-deployment-statuses',
  'repos/list-deployments',
  'teams/list-members-in-org',
  'users/get-authenticated',
  'users/get-by-username',
])

const cut: Cut = {
  naming: new Set(['properties', 'headers']),
  sections: ['schemas', 'parameters', 'responses', 'headers'],
  opaque: new Set([
    'code-of-conduct-simple',
    'integration',
    'issue-field-value',
    'nullable-integration',
    'nullable-license-simple',
    'nullable-pinned-issue-comment',
    'nullable-simple-repository',
    'pinned-issue-comment',
    'reaction-rollup',
    'security-and-analysis',
    'sub-issues-summary',
  ]),
}

function excerptPaths(all: JsonObject): JsonObject {
  const missing = new Set(operations)
  const paths: JsonObject = {}
  for (const [path, item] of Object.entries(all)) {
    for (const [method, operation] of Object.entries(object(item))) {
      if (!isObject(operation) || typeof operation.operationId !== 'string') continue
      if (!missing.delete(operation.operationId)) continue
      const { operationId, parameters, requestBody, responses } = operation
      const kept = { operationId, parameters: parameters ?? [], requestBody, responses }
      // The round trip through JSON removes undefined keys, such as the body of an operation without one.
      paths[path] = {
        ...object(paths[path] ?? {}),
        [method]: stripProse(JSON.parse(JSON.stringify(kept)), cut),
      }
    }
  }
  if (missing.size > 0) throw new Error(`no such operation: ${[...missing].join(', ')}`)
  return paths
}

function makeExcerpt(packageDirectory: string): string {
  const manifest: Json = JSON.parse(readFileSync(join(packageDirectory, 'package.json'), 'utf8'))
  const found = object(manifest).version
  if (found !== version) throw new Error(`expected @octokit/openapi ${version}, found ${String(found)}`)
  const description: Json = JSON.parse(
    readFileSync(join(packageDirectory, 'generated', 'api.github.com.json'), 'utf8'),
  )
  const { openapi, components, paths: allPaths } = object(description)
  const paths = excerptPaths(object(allPaths))
  const excerpt = {
    openapi,
    info: { title: 'Excerpt of the GitHub REST API', version: `@octokit/openapi ${version}` },
    paths,
    components: excerptComponents(object(components), paths, cut),
  }
  return `${JSON.stringify(excerpt, null, 1)}\n`
}

function withPackage<T>(from: string | undefined, use: (directory: string) => T): T {
  if (from !== undefined) return use(from)
  const prefix = mkdtempSync(join(tmpdir(), 'github-openapi-'))
  try {
    const install = [
      'install',
      '--no-save',
      '--ignore-scripts',
      '--prefix',
      prefix,
      `@octokit/openapi@${version}`,
    ]
    execFileSync('npm', install, { stdio: 'inherit' })
    return use(join(prefix, 'node_modules', '@octokit', 'openapi'))
  } finally {
    rmSync(prefix, { recursive: true, force: true })
  }
}

const { values } = parseArgs({ options: { check: { type: 'boolean' }, from: { type: 'string' } } })
const excerpt = withPackage(values.from, makeExcerpt)
if (values.check !== true) {
  writeFileSync(excerptPath, excerpt)
} else if (readFileSync(excerptPath, 'utf8') !== excerpt) {
  process.stderr.write(
    'test/contracts/github-openapi.json is out of date; run node scripts/github-contract.ts\n',
  )
  process.exitCode = 1
}
