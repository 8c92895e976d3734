/** Groups, which are all private here: their members, and their protected environments. */
import { accessLevels, type Role, type User } from '../accounts.ts'
import { forbidden, notFound } from '../errors.ts'
import type { Group } from '../groups.ts'
import { memberShape, protectionShape } from './access-shapes.ts'
import {
  actor,
  type Call,
  needTier,
  operation,
  paginate,
  type Paging,
  type RestOperations,
} from './operation.ts'

/** Only members can see a group. */
function groupOf(call: Call, id: string, role: Role = 'guest'): Group {
  const group = call.world.groups.get(id)
  const level = call.world.accounts.accessLevel(actor(call), group.path)
  if (level === 0) throw notFound('Group')
  if (level < accessLevels[role]) throw forbidden()
  return group
}

interface MembersInput extends Paging {
  readonly id: string
  readonly query?: string
  readonly user_ids?: readonly number[]
  readonly skip_users?: readonly number[]
}

function members(
  call: Call,
  input: MembersInput,
  all: readonly { readonly user: User; readonly level: number }[],
) {
  const found = all
    .filter(({ user }) => input.query === undefined || `${user.username} ${user.name}`.includes(input.query))
    .filter(({ user }) => input.user_ids === undefined || input.user_ids.includes(user.id))
    .filter(({ user }) => input.skip_users?.includes(user.id) !== true)
  const page = paginate(call, found, input)
  const body = page.items.map(({ user, level }) => memberShape(call, user, level))
  return { status: 200, headers: page.headers, body }
}

export const groupOperations: RestOperations = {
  'GET /groups/{id}/members': operation({ level: 'user' }, (call, input: MembersInput) =>
    members(call, input, call.world.accounts.directMembers(groupOf(call, input.id).path)),
  ),

  'GET /groups/{id}/members/all': operation({ level: 'user' }, (call, input: MembersInput) =>
    members(call, input, call.world.accounts.members(groupOf(call, input.id).path)),
  ),

  'GET /groups/{id}/protected_environments': operation(
    { level: 'user' },
    (call, input: Paging & { id: string }) => {
      const group = groupOf(call, input.id, 'maintainer')
      needTier(call, 'premium', notFound)
      const shapes = Object.entries(group.protectedEnvironments).map(([name, rule]) =>
        protectionShape(call, name, rule),
      )
      const page = paginate(call, shapes, input)
      return { status: 200, headers: page.headers, body: page.items }
    },
  ),

  'GET /groups/{id}/protected_environments/{name}': operation(
    { level: 'user' },
    (call, input: { id: string; name: string }) => {
      const group = groupOf(call, input.id, 'maintainer')
      needTier(call, 'premium', notFound)
      const rule = group.protectedEnvironments[input.name]
      if (rule === undefined) throw notFound()
      return { status: 200, body: protectionShape(call, input.name, rule) }
    },
  ),
}
