import "./chunks/rolldown-runtime.js";
import { actionsSurface } from "./chunks/actions.js";
import { run } from "./chunks/run.js";

// src/entries/diff.ts
await run(async () => (await import("./commands/diff.js")).command, await actionsSurface());

export {  };