import "./chunks/rolldown-runtime.js";
import { actionsSurface } from "./chunks/actions.js";
import { run } from "./chunks/run.js";

// src/entries/pull-request.ts
await run(async () => (await import("./commands/pull-request.js")).command, await actionsSurface());

export {  };