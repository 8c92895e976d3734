/**
 * The reason why a bed cannot run on this machine. This is not a success, so the bed reports it with its own exit
 * code.
 */
export class Skipped extends Error {
  override readonly name = 'Skipped'
}

/** The exit code of a skipped bed. Automake and Meson treat it as "skipped", and no tool treats it as a success. */
export const skippedExitCode = 77
