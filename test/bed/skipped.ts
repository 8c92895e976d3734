/** Why there can be no bed on this machine. It is no pass: who runs the bed gives it an exit code of its own. */
export class Skipped extends Error {
  override readonly name = 'Skipped'
}

/** The exit code of a skipped bed: what automake and meson take for "skipped", and no success anywhere. */
export const skippedExitCode = 77
