/** The current user, other users, and the metadata of the instance. */
import { notFound } from '../errors.ts'
import { memberShape } from './access-shapes.ts'
import { actor, operation, paginate, type Paging, type RestOperations } from './operation.ts'
import { basicUser } from './shapes.ts'

const metadata = operation({ level: 'user' }, ({ world }) => {
  const { version, tier } = world.settings
  return { status: 200, body: { version, revision: '0123456789a', enterprise: tier !== 'free' } }
})

export const userOperations: RestOperations = {
  'GET /user': operation({ level: 'user', scopes: ['read_user'] }, (call) => {
    const user = actor(call)
    return {
      status: 200,
      body: { ...basicUser(call, user), email: user.email, commit_email: user.email, bot: user.bot },
    }
  }),

  'GET /metadata': metadata,
  'GET /version': metadata,

  'GET /personal_access_tokens/self': operation(
    { level: 'user', scopes: ['read_user', 'read_repository', 'write_repository'] },
    (call) => {
      const { token } = call
      if (token === undefined) throw notFound()
      const { scopes, user, revoked } = token
      const dates = { created_at: '2026-01-01T00:00:00.000Z', expires_at: null }
      const body = {
        id: user.id,
        name: 'token',
        revoked,
        ...dates,
        scopes,
        user_id: user.id,
        active: !revoked,
      }
      return { status: 200, body }
    },
  ),

  'GET /users': operation(
    { level: 'user', scopes: ['read_user'] },
    (call, input: Paging & { username?: string; search?: string }) => {
      const wanted = (text: string | undefined, part: string | undefined) =>
        part === undefined || text?.toLowerCase().includes(part.toLowerCase()) === true
      const found = call.world.accounts
        .users()
        .filter(
          ({ username }) =>
            input.username === undefined || username.toLowerCase() === input.username.toLowerCase(),
        )
        .filter(({ username, name }) => wanted(`${username} ${name}`, input.search))
      const page = paginate(call, found, input)
      return { status: 200, headers: page.headers, body: page.items.map((user) => basicUser(call, user)) }
    },
  ),

  'GET /users/{id}': operation({ level: 'user', scopes: ['read_user'] }, (call, { id }: { id: number }) => {
    const user = call.world.accounts.byId(Number(id))
    if (user === undefined) throw notFound('User')
    return { status: 200, body: { ...basicUser(call, user), bot: user.bot } }
  }),

  'GET /projects/{id}/members/all': operation(
    { level: 'guest' },
    (call, input: Paging & { query?: string; user_ids?: number[] }) => {
      const { world, project } = call
      const found = world.accounts
        .members(project.fullPath)
        .filter(
          ({ user }) => input.query === undefined || `${user.username} ${user.name}`.includes(input.query),
        )
        .filter(({ user }) => input.user_ids === undefined || input.user_ids.includes(user.id))
      const page = paginate(call, found, input)
      const body = page.items.map(({ user, level }) => memberShape(call, user, level))
      return { status: 200, headers: page.headers, body }
    },
  ),
}
