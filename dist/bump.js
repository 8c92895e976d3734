import "./chunks/rolldown-runtime.js";
import { actionsSurface } from "./chunks/actions.js";
import { run } from "./chunks/run.js";

// src/entries/bump.ts
await run(async () => (await import("./commands/bump.js")).command, await actionsSurface());

export {  };