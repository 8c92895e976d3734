import "./chunks/rolldown-runtime.js";
import { actionsSurface } from "./chunks/actions.js";
import { run } from "./chunks/run.js";

// src/entries/sync.ts
await run(async () => (await import("./commands/sync.js")).command, await actionsSurface());

export {  };