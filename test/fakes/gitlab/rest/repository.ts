/** The project itself, its branches and their protection. */
import { resolveCommit } from '../../git/revisions.ts'
import { accessLevels } from '../accounts.ts'
import { ApiError, badRequest, forbidden, notFound } from '../errors.ts'
import { levelOf, mayPush, protectionsOf } from '../protection.ts'
import type { ProtectedBranch } from '../state.ts'
import { actor, type Call, operation, paginate, type Paging, type RestOperations } from './operation.ts'
import { branchShape, projectShape } from './shapes.ts'

function branchOf(call: Call, name: string): string {
  const oid = call.project.branch(name)
  if (oid === undefined) throw notFound('Branch')
  return oid
}

function refuseUnlessMayPush(call: Call, branch: string): void {
  if (!mayPush(call.project.settings, branch, actor(call), call.level)) throw forbidden()
}

const isRefName = (name: string) =>
  !/[\s~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|\/$|\.lock$|\.$/.test(name) && name !== ''

const branches: RestOperations = {
  'GET /projects/{id}/repository/branches': operation(
    { level: 'reporter', job: true },
    async (call, input: Paging & { search?: string }) => {
      const search = input.search ?? ''
      const fits = (name: string) => {
        if (search.startsWith('^')) return name.startsWith(search.slice(1))
        if (search.endsWith('$')) return name.endsWith(search.slice(0, -1))
        return name.includes(search)
      }
      const page = paginate(call, call.project.branches().filter(fits), input)
      const body = await Promise.all(page.items.map((name) => branchShape(call, name, branchOf(call, name))))
      return { status: 200, headers: page.headers, body }
    },
  ),

  'GET /projects/{id}/repository/branches/{branch}': operation(
    { level: 'reporter' },
    async (call, { branch }: { branch: string }) => {
      return { status: 200, body: await branchShape(call, branch, branchOf(call, branch)) }
    },
  ),

  'HEAD /projects/{id}/repository/branches/{branch}': operation(
    { level: 'reporter' },
    (call, { branch }: { branch: string }) => ({
      status: call.project.branch(branch) === undefined ? 404 : 204,
    }),
  ),

  'POST /projects/{id}/repository/branches': operation(
    { level: 'developer' },
    (call, input: { branch: string; ref: string }) =>
      call.project.write(async () => {
        const { branch, ref } = input
        refuseUnlessMayPush(call, branch)
        if (call.project.branch(branch) !== undefined) throw badRequest('Branch already exists')
        if (!isRefName(branch)) throw badRequest('Branch name is invalid')
        const oid = await resolveCommit(call.project, ref)
        if (oid === undefined) throw badRequest(`Invalid reference name: ${ref}`)
        const user = actor(call).id
        await call.project.updateRefs([{ name: `refs/heads/${branch}`, to: oid, expected: null }], user)
        return { status: 201, body: await branchShape(call, branch, oid) }
      }),
  ),

  'DELETE /projects/{id}/repository/branches/{branch}': operation(
    { level: 'developer' },
    (call, { branch }: { branch: string }) =>
      call.project.write(async () => {
        branchOf(call, branch)
        const { settings } = call.project
        if (branch === settings.defaultBranch) throw new ApiError(405, 'Cannot remove HEAD branch')
        const isProtected = protectionsOf(settings, branch).length > 0
        if (isProtected && call.level < accessLevels.maintainer) {
          throw new ApiError(405, "You don't have push access to repo")
        }
        await call.project.updateRefs([{ name: `refs/heads/${branch}`, to: undefined }], actor(call).id)
        return { status: 204 }
      }),
  ),
}

const describeLevel = (level: number) => {
  if (level === 0) return 'No one'
  return level >= accessLevels.maintainer ? 'Maintainers' : 'Developers + Maintainers'
}

function protectionShape(call: Call, name: string, rule: ProtectedBranch, id: number) {
  const access = (role: ProtectedBranch['push']) => {
    const level = levelOf(role ?? 'maintainer')
    return { id, access_level: level, access_level_description: describeLevel(level) }
  }
  const users = (rule.pushUsers ?? []).map((username) => ({
    id,
    access_level: accessLevels.maintainer,
    access_level_description: username,
    user_id: call.world.accounts.find(username)?.id ?? null,
  }))
  return {
    id,
    name,
    push_access_levels: [access(rule.push), ...users],
    merge_access_levels: [access(rule.merge)],
    allow_force_push: rule.allowForcePush ?? false,
    unprotect_access_levels: [],
    code_owner_approval_required: false,
    inherited: false,
  }
}

const protections: RestOperations = {
  'GET /projects/{id}/protected_branches': operation(
    { level: 'maintainer' },
    (call, input: Paging & { search?: string }) => {
      const rules = Object.entries(call.project.settings.protectedBranches)
      const shapes = rules.map(([name, rule], index) => protectionShape(call, name, rule, index + 1))
      const found = shapes.filter(({ name }) => name.includes(input.search ?? ''))
      const page = paginate(call, found, input)
      return { status: 200, headers: page.headers, body: page.items }
    },
  ),

  'GET /projects/{id}/protected_branches/{name}': operation(
    { level: 'maintainer' },
    (call, { name }: { name: string }) => {
      const rules = Object.entries(call.project.settings.protectedBranches)
      const index = rules.findIndex(([pattern]) => pattern === name)
      const [, rule] = rules[index] ?? []
      if (rule === undefined) throw notFound()
      return { status: 200, body: protectionShape(call, name, rule, index + 1) }
    },
  ),
}

export const repositoryOperations: RestOperations = {
  'GET /projects/{id}': operation({ level: 'anyone' }, (call) => ({ status: 200, body: projectShape(call) })),
  ...branches,
  ...protections,
}
